SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA checkin;
COMMENT ON SCHEMA checkin IS 'checkin hub 1';
CREATE FUNCTION checkin.admit(p_course uuid, p_rank text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM course WHERE id = p_course) THEN
        RAISE EXCEPTION 'this hub does not have the course' USING ERRCODE = 'CK004';
    ELSIF NOT member(p_course, p_rank) THEN
        RAISE EXCEPTION '% is no % of this course', session_user, p_rank USING ERRCODE = 'CK001';
    END IF;
END
$$;
CREATE FUNCTION checkin.append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of the hub is append-only', TG_TABLE_NAME USING ERRCODE = 'CK003';
END
$$;
CREATE FUNCTION checkin.courses() RETURNS TABLE(id uuid, title text, rank text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
    SELECT c.id, c.title, CASE WHEN member(c.id, 'organizer') THEN 'organizer' ELSE 'kiosk' END
    FROM course c WHERE member(c.id, 'kiosk') ORDER BY c.founded_at, c.id
$$;
CREATE FUNCTION checkin.edition_key(p_course uuid) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN (SELECT key FROM edition_keys WHERE course = p_course);
END
$$;
CREATE FUNCTION checkin.fault(p_course uuid, p_segment text, p_events json, p_previous text, p_count integer, p_hash text) RETURNS TABLE(seq integer, hash text, reason text)
    LANGUAGE sql STABLE
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
    WITH offered AS MATERIALIZED (
        SELECT o.seq, o.hash, lag(o.seq) OVER (ORDER BY o.seq) AS before
        FROM json_to_recordset(p_events) AS o (seq int, hash text)
    )
    (SELECT o.seq, o.hash, 'comes after a gap: the hub ends at ' || p_count || ' there'
     FROM offered o WHERE o.seq > p_count + 1 AND o.before IS DISTINCT FROM o.seq - 1 ORDER BY o.seq LIMIT 1)
    UNION ALL
    (SELECT o.seq, o.hash, 'stands twice in what was sent' FROM offered o WHERE o.before = o.seq LIMIT 1)
    UNION ALL
    (SELECT o.seq, o.hash, 'is another event than the one that the hub has under its number'
     FROM offered o JOIN events e ON e.course = p_course AND e.segment = p_segment AND e.seq = o.seq
     WHERE e.hash <> o.hash AND o.seq <= p_count ORDER BY o.seq LIMIT 1)
    UNION ALL
    (SELECT o.seq, o.hash, 'does not continue the chain that the hub has'
     FROM offered o
     WHERE o.before IS NULL AND o.seq = p_count + 1 AND p_previous IS DISTINCT FROM p_hash)
    LIMIT 1
$$;
CREATE FUNCTION checkin.found_course(p_course uuid, p_title text, p_key bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO course (id, title) VALUES (p_course, p_title) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        INSERT INTO edition_keys VALUES (p_course, p_key);
        INSERT INTO members VALUES (p_course, session_user, 'organizer');
    END IF;
END
$$;
CREATE FUNCTION checkin.grant_course(p_course uuid, p_login name, p_rank text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'organizer');
    INSERT INTO members VALUES (p_course, p_login, p_rank)
    ON CONFLICT (course, login) DO UPDATE SET rank = excluded.rank;
END
$$;
CREATE FUNCTION checkin.kiosks(p_course uuid) RETURNS TABLE(kiosk text, name text, door text, version text, waiting integer, offset_ms integer, events bigint, vector text, figures text, seen_at timestamp with time zone, seconds double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN QUERY SELECT k.kiosk, k.name, k.door, k.version, k.waiting, k.offset_ms, k.events, k.vector, k.figures,
                        k.seen_at, extract(epoch FROM clock_timestamp() - k.seen_at)::float
        FROM kiosks k WHERE k.course = p_course ORDER BY k.name, k.door, k.kiosk;
END
$$;
CREATE FUNCTION checkin.member(p_course uuid, p_rank text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
    SELECT EXISTS (
        SELECT FROM members m JOIN pg_catalog.pg_roles r ON r.rolname = m.login
        WHERE m.course = p_course AND (p_rank = 'kiosk' OR m.rank = p_rank)
          AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
    )
$$;
CREATE FUNCTION checkin.publish(p_course uuid, p_base integer, p_digest text, p_content text, p_by text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
DECLARE
    v_number int;
BEGIN
    PERFORM admit(p_course, 'organizer');
    PERFORM FROM course WHERE id = p_course FOR UPDATE;
    SELECT coalesce(max(number), 0) INTO v_number FROM revisions WHERE course = p_course;
    IF v_number <> p_base THEN
        RAISE EXCEPTION 'the revision in force is %', v_number USING ERRCODE = 'CK002';
    END IF;
    INSERT INTO revisions (course, number, base, digest, published_by, content)
    VALUES (p_course, v_number + 1, p_base, p_digest, p_by, p_content);
    RETURN v_number + 1;
END
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE checkin.events (
    course uuid NOT NULL,
    segment text NOT NULL,
    seq integer NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    session text,
    participant text,
    code text,
    verdict text,
    how text,
    at text NOT NULL,
    tz text NOT NULL,
    mono bigint NOT NULL,
    hub_offset bigint,
    hub_offset_age bigint,
    ref text,
    reason text,
    actor text,
    door text,
    roster_rev bigint,
    facts text,
    hash text NOT NULL,
    CONSTRAINT events_seq_check CHECK ((seq >= 1))
);
CREATE FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit integer) RETURNS SETOF checkin.events
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 400
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN QUERY
        SELECT e.*
        FROM (SELECT s.segment, coalesce(v.value::bigint, 0) AS held
              FROM segments s LEFT JOIN json_each_text(p_vector) v ON v.key = s.segment
              WHERE s.course = p_course AND s.count > coalesce(v.value::bigint, 0)
              ORDER BY s.segment LIMIT p_limit) w
        CROSS JOIN LATERAL (
            SELECT * FROM events f
            WHERE f.course = p_course AND f.segment = w.segment AND f.seq > w.held
            ORDER BY f.seq LIMIT p_limit) e
        ORDER BY e.segment, e.seq
        LIMIT p_limit;
END
$$;
CREATE FUNCTION checkin.push(p_course uuid, p_runs json, p_kiosk json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
DECLARE
    v_run record;
    v_count int;
    v_hash text;
    v_fault record;
    v_counts jsonb := '{}';
    v_refused jsonb := '[]';
BEGIN
    PERFORM admit(p_course, 'kiosk');
    -- In the order of their ids, so that two kiosks that send the same segments wait for one another and do not lock up.
    FOR v_run IN SELECT * FROM json_to_recordset(p_runs) AS o (segment text, previous text, events json) ORDER BY 1
    LOOP
        INSERT INTO segments VALUES (p_course, v_run.segment, 0, v_run.segment) ON CONFLICT DO NOTHING;
        SELECT s.count, s.hash INTO v_count, v_hash FROM segments s
        WHERE s.course = p_course AND s.segment = v_run.segment FOR UPDATE;
        SELECT * INTO v_fault FROM fault(p_course, v_run.segment, v_run.events, v_run.previous, v_count, v_hash);
        IF FOUND THEN
            v_refused := v_refused || jsonb_build_object(
                'segment', v_run.segment, 'seq', v_fault.seq, 'reason', v_fault.reason, 'count', v_count);
            INSERT INTO refused (course, segment, seq, hash, reason, kiosk)
            VALUES (p_course, v_run.segment, v_fault.seq, v_fault.hash, v_fault.reason, coalesce(p_kiosk ->> 'name', ''))
            ON CONFLICT DO NOTHING;
        ELSE
            INSERT INTO events
            SELECT p_course, v_run.segment, o.* FROM json_to_recordset(v_run.events) AS o (
                seq int, event_id text, kind text, session text, participant text, code text,
                verdict text, how text, at text, tz text, mono bigint, hub_offset bigint, hub_offset_age bigint,
                ref text, reason text, actor text, door text, roster_rev bigint, facts text, hash text)
            WHERE o.seq > v_count;
            SELECT e.seq, e.hash INTO v_count, v_hash FROM events e
            WHERE e.course = p_course AND e.segment = v_run.segment ORDER BY e.seq DESC LIMIT 1;
            UPDATE segments s SET count = v_count, hash = v_hash
            WHERE s.course = p_course AND s.segment = v_run.segment AND s.count <> v_count;
        END IF;
        v_counts := v_counts || jsonb_build_object(v_run.segment, v_count);
    END LOOP;
    -- A segment that only a refused event ever named leaves nothing behind.
    DELETE FROM segments s WHERE s.course = p_course AND s.count = 0 AND v_counts ? s.segment;
    PERFORM report(p_course, p_kiosk);
    RETURN json_build_object('counts', v_counts, 'refused', v_refused);
END
$$;
CREATE FUNCTION checkin.refusals(p_course uuid) RETURNS TABLE(segment text, seq integer, reason text, kiosk text, refused_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN QUERY SELECT r.segment, r.seq, r.reason, r.kiosk, r.refused_at
        FROM refused r WHERE r.course = p_course ORDER BY r.refused_at;
END
$$;
CREATE FUNCTION checkin.report(p_course uuid, p_kiosk json) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    IF p_kiosk ->> 'kiosk' IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO kiosks
    SELECT p_course, k.kiosk, k.name, k.door, k.segment, k.version, k.waiting, k.offset_ms, k.events, k.vector,
           k.figures, clock_timestamp()
    FROM json_to_record(p_kiosk) AS k (
        kiosk text, name text, door text, segment text, version text, waiting int, offset_ms int, events bigint,
        vector text, figures text)
    ON CONFLICT (course, kiosk) DO UPDATE SET
        name = excluded.name, door = excluded.door, segment = excluded.segment, version = excluded.version,
        waiting = excluded.waiting, offset_ms = excluded.offset_ms, events = excluded.events,
        vector = excluded.vector, figures = excluded.figures, seen_at = excluded.seen_at;
END
$$;
CREATE FUNCTION checkin.revision(p_course uuid) RETURNS TABLE(number integer, digest text, published_at timestamp with time zone, published_by text, content text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN QUERY SELECT r.number, r.digest, r.published_at, r.published_by, r.content
        FROM revisions r WHERE r.course = p_course ORDER BY r.number DESC LIMIT 1;
END
$$;
CREATE FUNCTION checkin.ring(p_course uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
    PERFORM pg_catalog.pg_notify('checkin', p_course::text);
END
$$;
CREATE FUNCTION checkin.state(p_course uuid) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN (
        SELECT json_build_object(
            'now', extract(epoch FROM clock_timestamp()) * 1000,
            'digest', (SELECT encode(sha256(convert_to(coalesce(
                           string_agg(segment || ' ' || count, E'\n' ORDER BY segment COLLATE "C"), ''), 'UTF8')), 'hex')
                       FROM segments WHERE course = p_course),
            'revision', r.number, 'revision_digest', r.digest)
        FROM (SELECT) one LEFT JOIN LATERAL (
            SELECT number, digest FROM revisions WHERE course = p_course ORDER BY number DESC LIMIT 1) r ON true
    );
END
$$;
CREATE FUNCTION checkin.title_taken(p_course uuid, p_title text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
    SELECT EXISTS (SELECT FROM course WHERE id <> p_course AND title = p_title)
$$;
CREATE FUNCTION checkin.vector(p_course uuid) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'checkin', 'pg_temp'
    AS $$
BEGIN
    PERFORM admit(p_course, 'kiosk');
    RETURN (SELECT coalesce(json_object_agg(segment, count), '{}') FROM segments WHERE course = p_course);
END
$$;
CREATE TABLE checkin.course (
    id uuid NOT NULL,
    title text NOT NULL,
    founded_at timestamp with time zone DEFAULT now() NOT NULL,
    founded_by text DEFAULT SESSION_USER NOT NULL
);
CREATE TABLE checkin.edition_keys (
    course uuid NOT NULL,
    key bytea NOT NULL
);
CREATE TABLE checkin.kiosks (
    course uuid NOT NULL,
    kiosk text NOT NULL,
    name text NOT NULL,
    door text NOT NULL,
    segment text,
    version text NOT NULL,
    waiting integer NOT NULL,
    offset_ms integer,
    events bigint NOT NULL,
    vector text NOT NULL,
    figures text,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE checkin.members (
    course uuid NOT NULL,
    login name NOT NULL,
    rank text NOT NULL,
    CONSTRAINT members_rank_check CHECK ((rank = ANY (ARRAY['kiosk'::text, 'organizer'::text])))
);
CREATE TABLE checkin.refused (
    course uuid NOT NULL,
    segment text NOT NULL,
    seq integer NOT NULL,
    hash text NOT NULL,
    reason text NOT NULL,
    kiosk text NOT NULL,
    login name DEFAULT SESSION_USER NOT NULL,
    refused_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE checkin.revisions (
    course uuid NOT NULL,
    number integer NOT NULL,
    base integer NOT NULL,
    digest text NOT NULL,
    published_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    published_by text NOT NULL,
    login name DEFAULT SESSION_USER NOT NULL,
    content text NOT NULL
);
CREATE TABLE checkin.segments (
    course uuid NOT NULL,
    segment text NOT NULL,
    count integer NOT NULL,
    hash text NOT NULL
);
CREATE TABLE checkin.version (
    number integer NOT NULL
);
INSERT INTO checkin.course VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'Course on migration', '2026-11-26 00:43:53.910688+00', 'organizer');
INSERT INTO checkin.edition_keys VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '\x9c79c25979c349a06cdd044d1e549521d25c22f16fbb53d8185c804f73e3211a');
INSERT INTO checkin.events VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '050b89a3f66709bec11ab32517e37161', 1, '01a2154e-e344-7b96-96ed-6efd5e9d1bba', 'scan', 's2', '01a2154e-df17-74ea-a056-c2d9d2cb57ec', 'MAR106', 'late', 'paper', '2026-11-23T14:20:00.000Z', '-03:00', 13, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '1566580af46213762ab436dd8831e9c2cabf76c4beea91dfbd866c1cc922a5bc'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '13d024227c337176caf6312246614429', 1, '01a2154e-f976-7fb6-b5a1-32c8358c95fa', 'withdraw', NULL, '01a2154e-df17-774d-894b-3640d954c23c', 'KHHLPNPTGCVP', NULL, 'correction', '2026-11-26T00:43:46.934Z', '+00:00', 2, NULL, NULL, NULL, 'called home', 'V. Paz', NULL, 1, NULL, '79d3a0c3ef7d4ef86061b960eaca63b9c82dccc3f2a80ba305163e0896336a3c'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '265f9d3422119d64281f312d7919da05', 1, '01a2154e-f0a1-7d5a-8762-25b89a6782b4', 'reissue', NULL, '01a2154e-df17-75b9-81dd-4b701048e98b', 'HCJDFTFGNFSX', NULL, 'correction', '2026-11-26T00:43:44.673Z', '+00:00', 2, NULL, NULL, NULL, 'lost', 'V. Paz', NULL, 1, '{"new":"BDKBHFXSDDHN"}', 'b0f1bc3fb47ae3d076bf5a13a15e8d5ea287b7019b579bb8e739b845fa0b34a3'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '279bce6b664a260cc919af07b023e6fb', 1, '01a2154e-df17-71b3-9ec4-72fb70fbffcf', 'load', NULL, NULL, NULL, NULL, 'import', '2026-11-26T00:43:40.183Z', '+00:00', 102, NULL, NULL, NULL, NULL, NULL, NULL, 1, '{"files":["participants.csv","programme.csv"],"people":{"added":8,"changed":0,"unchanged":0,"unlisted":0},"revision":1,"sessions":{"added":8,"changed":0,"unchanged":0,"unlisted":0}}', 'f53e869f3474f6cecd0783a28ca5244ea55f2d78e57e7bc212cff70b7f12171e'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 1, '01a2154e-faf7-7ec2-9846-fd28d52bdf96', 'session_close', 's1', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '81f82d749f58624a37bf72cb99c41a4cf147685c6acceefbb16edab20765a54d'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 2, '01a2154e-faf7-7aec-b885-7991ca7ae3bb', 'session_close', 's2', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '4ff24f218e88f2cc426376a23d3b9828f570dce8048ac663160e9de73fac059f'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 3, '01a2154e-faf7-7ff4-a576-9c2b659d9c20', 'session_close', 's3a', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'f257d19bfe1809219b510b9f12d081f20aac497516cd9eb139d043fa21fcd66d'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 4, '01a2154e-faf7-751e-93ae-a2792cefc569', 'session_close', 's3b', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'b33c6fc29633eca5326099189cd209c2ed6bd62fa6ca9a71d5b3b0824e634134'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 5, '01a2154e-faf7-7c3a-8694-a84aa0962543', 'session_close', 's4', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '13f0a308af95d135613764c76af71a9bd1d5f21d14f395025f97524021b4c9ef'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 6, '01a2154e-faf7-752d-b734-1e5950c8d250', 'session_close', 's5', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '02982372f43340a09ae62a797b9d1acbbaf3b7c25222e68ec604ab00858c10fb'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 7, '01a2154e-faf7-7d1e-8643-3678973f9314', 'session_close', 's6', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'b6b5a69aca35dbc21937ea48eea5f11500eb8606f1196077493bac9da425ba02'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 8, '01a2154e-faf7-7b68-a2d8-27dcb719922c', 'session_close', 's7', NULL, NULL, NULL, 'correction', '2026-11-26T00:43:47.319Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '79557a6c03ae3faf5113ae072a94ffa90c9cd4646633794b01b60f3eb2898261'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3ac5dd587429f22956dd647a29ed4616', 1, '01a2154e-ff1d-74e3-b5b5-8276e76d16ce', 'issue', NULL, '01a2154e-df17-7952-b7f9-df46624e2a23', 'HKDTCVNBHSBN', NULL, NULL, '2026-11-26T00:43:48.381Z', '+00:00', 0, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 2, '{"code":"MC02SZ3FC1H3","figures":{"attended":6,"earned":true,"excused":0,"expected":6,"late":0,"minutes":540,"missed":0,"percent":"100","reason":"6 of 6 sessions, 100 %, needs 80 %"},"name":"Ana Torres","page":"e106ef72a235be0a81ed74659962d9bc1e6104e995c3ff9167689803a83483c7","place":1,"rule":"6 of 6 sessions, 100 %, needs 80 %","said":{"country":"AR","edition":"38","ends":"2026-11-25","hours":"9","issued_on":"2026-11-25","language":"en","name":"Ana Torres","number":"38-0001","organizer":"","place":"Mar del Plata, Argentina","role":"participant","starts":"2026-11-23","title":"Course on migration"},"sealed":"o8gUZyZvFOuUkoychVcYER05EB4NpC8p1bLi_QPoOjAK_UNjV0j_W2ISM7UDWvQc8pCfG-Tns2NnVU5Z8ZV2BFsxLCIzOC0wMDAxIiwiQW5hIFRvcnJlcyIsIkFSIiwicGFydGljaXBhbnQiLCJDb3Vyc2Ugb24gbWlncmF0aW9uIiwiMzgiLCIiLCJNYXIgZGVsIFBsYXRhLCBBcmdlbnRpbmEiLCIyMDI2LTExLTIzIiwiMjAyNi0xMS0yNSIsIjkiLCJlbiIsIjIwMjYtMTEtMjUiXQ","signed":"5b312c2233382d30303031222c22416e6120546f72726573222c224152222c227061727469636970616e74222c22436f75727365206f6e206d6967726174696f6e222c223338222c22222c224d61722064656c20506c6174612c20417267656e74696e61222c22323032362d31312d3233222c22323032362d31312d3235222c2239222c22656e222c22323032362d31312d3235225d"}', 'd492f39dfacbd053991bec454c4879a45f05570d35182493282a62ea3549ffae'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '4be9baf28efefadf52d86255c96d9ac8', 1, '01a2154e-f7bd-74a2-a482-156e3fd0077b', 'excuse', 's6', '01a2154e-df17-74ea-a056-c2d9d2cb57ec', 'JNPSXDLVNDPV', NULL, 'correction', '2026-11-26T00:43:46.493Z', '+00:00', 7, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"granted_by":"Dr. Sosa","paper":false}', 'c018d08e281d99bc927c16a33d57adeb0a500b65b95e1abe01079a87deecbadf'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '51c3e93674466873e8a162fb538c1375', 1, '01a2154e-f5a1-7101-9ec1-f7f19747e089', 'excuse', NULL, '01a2154e-df17-774d-894b-3640d954c23c', 'KHHLPNPTGCVP', NULL, 'correction', '2026-11-26T00:43:45.953Z', '+00:00', 6, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"due":"2026-11-27","from":"2026-11-24","granted_by":"Dr. Sosa","paper":false,"to":"2026-11-24"}', '7464a82fffa471363fc890f9b1c3e9c48dba7f341e6468b9f6ae9fc88b0c91d9'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '547b05861641d216a8bdbbaf7052abd6', 1, '01a2154e-f449-7188-b18d-9077e3a9515e', 'mark', 's2', '01a2154e-df17-774d-894b-3640d954c23c', 'KHHLPNPTGCVP', NULL, 'correction', '2026-11-26T00:43:45.609Z', '+00:00', 2, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"status":"absent"}', '4c16c8d2da6fc3c650bb87f83299ef67e2c3bfec98c81a16f3edc2cc43dbc3a9'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '60bb8fe80b10daedd31a6645f5e61731', 1, '01a2154e-f14c-7369-8192-8c3628cfdc77', 'print', NULL, '01a2154e-df17-75b9-81dd-4b701048e98b', 'BDKBHFXSDDHN', NULL, NULL, '2026-11-26T00:43:44.844Z', '+00:00', 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, '{"design":"lanyard","imprint":"74d27b0c24db62cf","run":"af02130535c7","sheet":"a6"}', 'c5a2aa8d13959f1d3cd63a7c75e7040d4dd8578fb50ada78aacdc0ccc380c447'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '6c15b87f754f11b68bf9d043cfdd834c', 1, '01a2154e-e71d-7c39-9425-57fb8bdc6d1e', 'scan', 's4', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 4, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '55283864b3742bf09499e03785b966149318b2e2a8d0a985eab2bff619d001cf'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '6c15b87f754f11b68bf9d043cfdd834c', 2, '01a2154e-e745-7300-8007-5e3e36930a65', 'scan', 's4', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 41, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '3c7bbee1a3a0bfc598debfa5e80746b6257938de0f40629843ee438e9d09ef55'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '6c15b87f754f11b68bf9d043cfdd834c', 3, '01a2154e-e746-7fad-a108-deb46a633fc1', 'scan', 's4', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 42, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '1819f07f1a2364ef854520eea547542daac11638d0cfb50f4224f362569bd1bb'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '6c15b87f754f11b68bf9d043cfdd834c', 4, '01a2154e-e747-7ca3-ba5b-c4db0a35930f', 'scan', 's4', '01a2154e-df17-74ea-a056-c2d9d2cb57ec', 'MAR106', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 43, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '0917fd95e18720acfb6a5780bf7653a4b2591b32c69675397dccc74423d9f1f1'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '76ac30d9cca380df948f640f2028941b', 1, '01a2154e-f2b9-72c7-933d-23a86759b851', 'mark', 's4', '01a2154e-df17-75b9-81dd-4b701048e98b', 'BDKBHFXSDDHN', NULL, 'correction', '2026-11-26T00:43:45.209Z', '+00:00', 4, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"status":"present"}', '85a300d3c776cfc2bb2e158bbf6b1f192b9fe6bbab7642af637efdf6ee273cf7'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '7cd16acaf5a03649d0a46226ce798329', 1, '01a2154e-fcb0-7e41-9159-8f4e22c66cff', 'rename', NULL, '01a2154e-df17-7cfa-b98d-c05da111b227', 'RFNXFNFJGVTL', NULL, 'correction', '2026-11-26T00:43:47.760Z', '+00:00', 3, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"name":"María Gómez Restrepo","was":"María Gómez"}', 'fc7f871ab382b03faf01066b30915f6431f9b875b0d5c1eaaf22b7a363e510f6'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '7cd16acaf5a03649d0a46226ce798329', 2, '01a2154e-fcb0-7a09-a59b-429f14df2258', 'proof', NULL, '01a2154e-df17-7cfa-b98d-c05da111b227', 'RFNXFNFJGVTL', NULL, 'correction', '2026-11-26T00:43:47.760Z', '+00:00', 4, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 2, '{"name":"María Gómez Restrepo"}', '03af357337e98ed1f7a1a20af772aeee94688aa3801cc5d553c3390ffc7de934'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '7fee9d6ce6568b1bf218c21c2d413636', 1, '01a2154e-ef4b-7454-b432-8c607874ba04', 'undo', 's6', '01a2154e-df17-79bc-8f96-0a10c2e61597', NULL, NULL, 'correction', '2026-11-26T00:43:44.331Z', '+00:00', 1, NULL, NULL, '01a2154e-e9b0-7f9a-8621-48f64c1deb49', 'seen in the room', 'V. Paz', NULL, 1, NULL, '3006ca66fdf46829733130e5a29be3f292c294bccc9b7699cfbb6aeee043b77c'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '86cc4bcfe29c21d9c8fb1127ea02d882', 1, '01a2154e-eca8-7b39-aae2-8e399e295e48', 'merge', NULL, '01a2154e-df17-7dd1-8c55-cc6fc3c6ace0', 'GNJFDLNSKSTR', NULL, 'correction', '2026-11-26T00:43:43.656Z', '+00:00', 3, NULL, NULL, NULL, 'one person', 'V. Paz', NULL, 1, '{"into":"01a2154e-df17-7952-b7f9-df46624e2a23"}', '64e8d34e3d073282c50f8ab72339c394cc65ace6a8d0cfb9355f9d8fcd3eeef6'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '926f5688999cd6221c2165b846ffa376', 1, '01a2154e-e4b5-7e5c-a4fe-a86939092ac9', 'scan', 's3a', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 3, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, 'aa7aa34419d6225b861421b793b66f9aeddd28ce86c2713f6f61ce27244e666e'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '926f5688999cd6221c2165b846ffa376', 2, '01a2154e-e4d9-70af-9375-cef8445d6c32', 'scan', 's3a', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 36, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, '0c660a5841b0f2ec8660ba3a482b185a9b21b8bfefb6de6fe66f9c3a5fa908c0'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '926f5688999cd6221c2165b846ffa376', 3, '01a2154e-e4db-7811-a464-595f665f4523', 'scan', 's3a', '01a2154e-df17-774d-894b-3640d954c23c', 'JEAN102', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 38, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, '4a60545d9665d588b649a585d079fa75f53747859542b42c2e5b9451b615aa1f'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '976e8c33e98ff9f0c54da85183db5826', 1, '01a2154e-e986-7408-a82d-6a1b850ced15', 'scan', 's6', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 3, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'd04875cc5ccff63d10b1b5991facfe5f49187053d9ef1a37bc12f568d946114a'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '976e8c33e98ff9f0c54da85183db5826', 2, '01a2154e-e9b0-7f9a-8621-48f64c1deb49', 'scan', 's6', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 43, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '89e60906fcac702958cbcf0a808593ed474475b7ef9a0f7d77b56a329111e1d3'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '976e8c33e98ff9f0c54da85183db5826', 3, '01a2154e-e9b2-7261-97b3-734add7b1699', 'scan', 's6', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 44, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'fdfe0ee3d5b7dd74969bead0a1df1081599d3d0878e567f37edf783930401a4a'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a240d12b7794b71b9a56637cafd7214d', 1, '01a2154e-e1ad-7a48-9852-5ca58fc50afc', 'scan', 's2', '01a2154e-df17-7dd1-8c55-cc6fc3c6ace0', 'ANA109', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 3, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '24cac92cae82d67dd038f1d595dd375337845b1398ec09c7d9406222d8d100ae'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a240d12b7794b71b9a56637cafd7214d', 2, '01a2154e-e1e6-76f1-9c0e-2e399661393d', 'scan', 's2', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 57, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '1320395b32db5227fd2387a2e126c607e96ce40363aa4a758cd370584d26433d'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a240d12b7794b71b9a56637cafd7214d', 3, '01a2154e-e1e9-78a7-81ed-ba5486b24e2f', 'scan', 's2', '01a2154e-df17-75b9-81dd-4b701048e98b', 'KEI104', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 60, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '26a53232012685b2215709f824019db309a21f12aaeb6c74faf590c4e10741a7'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a240d12b7794b71b9a56637cafd7214d', 4, '01a2154e-e1ed-79be-b09a-a6131c8856e2', 'scan', 's2', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 64, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'd5da7006683477aec9b49a2e01e9b9e358d6ca458d1cd00fc1a076d5000aee3a'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 1, '01a2154e-e034-7eaf-a9ba-8b3286aada93', 'scan', 's1', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 4, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'e35a8438ae622ff29b1c11cb82720f85a61a9237c07e38d14378d824564f4a76'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 2, '01a2154e-e064-75db-81be-7f805e62f250', 'scan', 's1', '01a2154e-df17-774d-894b-3640d954c23c', 'JEAN102', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 49, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'e0b34b90d3338cd1742ee57cb98dec2afebb3fd07a99d63ff56db4358a26719c'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 3, '01a2154e-e06d-7a40-85bd-ab775cc813ee', 'scan', 's1', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 57, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '72a09606f749c51cd458a797a146712b64e956ba650fdaa7afe47e679b884a70'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 4, '01a2154e-e06f-7342-8945-703fd443b8c7', 'scan', 's1', '01a2154e-df17-75b9-81dd-4b701048e98b', 'KEI104', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 59, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '5ffc3e185a2ed5f1fbe4464155a3c259264e814e713af7e15846851d423bf988'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 5, '01a2154e-e070-77d0-b404-aa9de2124e27', 'scan', 's1', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 60, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'dea40c36c35f840bacc369f306f2e634195b4f1cfcebe40f9a600b828489929f'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 6, '01a2154e-e079-732a-ba01-4975bb1f8d34', 'scan', 's1', '01a2154e-df17-74ea-a056-c2d9d2cb57ec', 'MAR106', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 69, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '5079091fe80f75567a2d0b62b58103cd7e20a326b42639814263a02583e4c666'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a5ea0c5864f352f1fb8c81cc719ad73a', 1, '01a2154e-e5c9-7fd2-8765-554fb26b9c1c', 'scan', 's3b', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 4, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, 'd8adf9fa46a56b1fda26c50256abf9b21608c990c80e4b18ce40e33c0129ffe0'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a5ea0c5864f352f1fb8c81cc719ad73a', 2, '01a2154e-e5f1-706b-bc01-2e8ea520443f', 'scan', 's3b', '01a2154e-df17-75b9-81dd-4b701048e98b', 'KEI104', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 41, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, '472e495362ac0f0c0f30bed6270f5841dcd7658c4f6952207828178af00e61e0'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a5ea0c5864f352f1fb8c81cc719ad73a', 3, '01a2154e-e5f9-7262-b393-82a0a3acde81', 'scan', 's3b', '01a2154e-df17-74ea-a056-c2d9d2cb57ec', 'MAR106', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 49, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, 'f134942e81c0cbec09f66c561f216ec2ff68486bf17baf8f60059fea7e1b7dfa'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fa4670e0c14bd41659aa13c18e68303d', 1, '01a2154e-e84a-7005-8ae9-5aa1f4cbd636', 'scan', 's5', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 3, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '298525ee9d63bbdfe1a15ae6c2fa2fc90345e3a200ca53586418269d12389917'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fa4670e0c14bd41659aa13c18e68303d', 2, '01a2154e-e869-75b9-922c-94c9fa2065a5', 'scan', 's5', '01a2154e-df17-7cfa-b98d-c05da111b227', 'MAR105', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 31, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'cd13343ba05e4e33918a2641edc6b8fb27d516705240f2a3ca241bcfb694c369'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fa4670e0c14bd41659aa13c18e68303d', 3, '01a2154e-e86d-787f-bc58-af508f1c3db7', 'scan', 's5', '01a2154e-df17-79bc-8f96-0a10c2e61597', 'LUIS103', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 35, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '9376548bcc5ec2a42ff4c6184bd836b4d110973273860976c5165fdab2dc51d7'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fe6bbf37804d83aaa58d5dc44a4d93fe', 1, '01a2154e-eb4f-705c-9033-e6ac78fbb12b', 'scan', 's7', '01a2154e-df17-7952-b7f9-df46624e2a23', 'ANA101', 'present', 'paper', '2026-11-25T13:55:00.000Z', '-03:00', 9, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'a4630c169fb3772d09ad38a67c2c6c1a135ce572565d6441c443422e42f2cc56');
INSERT INTO checkin.kiosks VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'd04fc42d7dbeeba5', 'vm:/courses/organizer', '', NULL, '0.1.0', 0, NULL, 49, '', NULL, '2026-11-26 00:43:54.59996+00');
INSERT INTO checkin.members VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'organizer', 'organizer'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'kiosk', 'kiosk');
INSERT INTO checkin.revisions VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 1, 0, '47bda964b10254ffaa6f15ab69b05644', '2026-11-26 00:43:53.924273+00', 'root@vm', 'organizer', '{"course":"[course]\ntitle = \"Course on migration\"\nedition = \"38\"\nplace = \"Mar del Plata, Argentina\"\ntimezone = \"America/Argentina/Buenos_Aires\"\nstarts = 2026-11-23\nends = 2026-11-25\nlanguage = \"en\"\n[door]\nopens_before = 30\nlate_after = 15\n[certificate]\nthreshold = 80\n","people":[{"added_by":null,"codes":[["JNPSXDLVNDPV",0],["MAR106",1]],"country":"CO","email":"m.gomez@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154e-df17-74ea-a056-c2d9d2cb57ec","institution":"Defensoría del Pueblo","language":"","listed":1,"name":"María Gómez","note":"","own_id":"","photo":"","place":6,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["HCJDFTFGNFSX",0],["KEI104",1]],"country":"JM","email":"keisha@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154e-df17-75b9-81dd-4b701048e98b","institution":"Planning Institute","language":"","listed":1,"name":"Keisha Brown","note":"","own_id":"","photo":"","place":4,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["SOL107",1],["VGSRTBTHCBVD",0]],"country":"AR","email":"soledad@example.org","facts":"{}","family_names":"","given_names":"","groups":[],"id":"01a2154e-df17-75ba-a5df-592bfb117563","institution":"Guest university","language":"","listed":1,"name":"Soledad Aguirre","note":"","own_id":"","photo":"","place":8,"position":"","role":"speaker","withdrawn":0},{"added_by":null,"codes":[["JEAN102",1],["KHHLPNPTGCVP",0]],"country":"HT","email":"jean@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154e-df17-774d-894b-3640d954c23c","institution":"Office National de la Migration","language":"","listed":1,"name":"Jean Pierre","note":"","own_id":"","photo":"","place":2,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["ANA101",1],["HKDTCVNBHSBN",0]],"country":"AR","email":"ana@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154e-df17-7952-b7f9-df46624e2a23","institution":"Dirección Nacional de Migraciones","language":"","listed":1,"name":"Ana Torres","note":"","own_id":"","photo":"","place":1,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["FBFRSSLHJBTN",0],["LUIS103",1]],"country":"PY","email":"luis@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154e-df17-79bc-8f96-0a10c2e61597","institution":"Dirección Nacional de Migraciones","language":"","listed":1,"name":"Luis Paredes","note":"","own_id":"","photo":"","place":3,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["MAR105",1],["RFNXFNFJGVTL",0]],"country":"CO","email":"maria.g@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154e-df17-7cfa-b98d-c05da111b227","institution":"Cancillería","language":"","listed":1,"name":"María Gómez","note":"","own_id":"","photo":"","place":5,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["ANA109",1],["GNJFDLNSKSTR",0]],"country":"AR","email":"","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154e-df17-7dd1-8c55-cc6fc3c6ace0","institution":"","language":"","listed":1,"name":"Ana Tores","note":"","own_id":"","photo":"","place":7,"position":"","role":"participant","withdrawn":0}],"sessions":[{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T13:30:00.000Z","groups":[],"id":"s1","kind":"ceremony","language":"","listed":1,"required":1,"room":"Main hall","speakers":"","starts_at":"2026-11-23T12:00:00.000Z","theme":"","title":"Opening ceremony"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T15:30:00.000Z","groups":[],"id":"s2","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"Soledad Aguirre","starts_at":"2026-11-23T14:00:00.000Z","theme":"","title":"Migration in the Americas"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T19:00:00.000Z","groups":["A"],"id":"s3a","kind":"workshop","language":"","listed":1,"required":0,"room":"Room 1","speakers":"","starts_at":"2026-11-23T17:30:00.000Z","theme":"","title":"Workshop A"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T19:00:00.000Z","groups":["B"],"id":"s3b","kind":"workshop","language":"","listed":1,"required":0,"room":"Room 2","speakers":"","starts_at":"2026-11-23T17:30:00.000Z","theme":"","title":"Workshop B"},{"counts":1,"day":"2026-11-24","ends_at":"2026-11-24T13:30:00.000Z","groups":[],"id":"s4","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-24T12:00:00.000Z","theme":"","title":"Refugee law"},{"counts":1,"day":"2026-11-24","ends_at":"2026-11-24T15:30:00.000Z","groups":[],"id":"s5","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-24T14:00:00.000Z","theme":"","title":"Trafficking"},{"counts":1,"day":"2026-11-25","ends_at":"2026-11-25T13:30:00.000Z","groups":[],"id":"s6","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-25T12:00:00.000Z","theme":"","title":"Regional agreements"},{"counts":0,"day":"2026-11-25","ends_at":"2026-11-25T15:30:00.000Z","groups":[],"id":"s7","kind":"ceremony","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-25T14:00:00.000Z","theme":"","title":"Closing ceremony"}]}');
INSERT INTO checkin.segments VALUES
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '050b89a3f66709bec11ab32517e37161', 1, '1566580af46213762ab436dd8831e9c2cabf76c4beea91dfbd866c1cc922a5bc'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '13d024227c337176caf6312246614429', 1, '79d3a0c3ef7d4ef86061b960eaca63b9c82dccc3f2a80ba305163e0896336a3c'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '265f9d3422119d64281f312d7919da05', 1, 'b0f1bc3fb47ae3d076bf5a13a15e8d5ea287b7019b579bb8e739b845fa0b34a3'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '279bce6b664a260cc919af07b023e6fb', 1, 'f53e869f3474f6cecd0783a28ca5244ea55f2d78e57e7bc212cff70b7f12171e'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3430b2d8914cc122894ebd9b7d3716c0', 8, '79557a6c03ae3faf5113ae072a94ffa90c9cd4646633794b01b60f3eb2898261'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '3ac5dd587429f22956dd647a29ed4616', 1, 'd492f39dfacbd053991bec454c4879a45f05570d35182493282a62ea3549ffae'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '4be9baf28efefadf52d86255c96d9ac8', 1, 'c018d08e281d99bc927c16a33d57adeb0a500b65b95e1abe01079a87deecbadf'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '51c3e93674466873e8a162fb538c1375', 1, '7464a82fffa471363fc890f9b1c3e9c48dba7f341e6468b9f6ae9fc88b0c91d9'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '547b05861641d216a8bdbbaf7052abd6', 1, '4c16c8d2da6fc3c650bb87f83299ef67e2c3bfec98c81a16f3edc2cc43dbc3a9'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '60bb8fe80b10daedd31a6645f5e61731', 1, 'c5a2aa8d13959f1d3cd63a7c75e7040d4dd8578fb50ada78aacdc0ccc380c447'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '6c15b87f754f11b68bf9d043cfdd834c', 4, '0917fd95e18720acfb6a5780bf7653a4b2591b32c69675397dccc74423d9f1f1'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '76ac30d9cca380df948f640f2028941b', 1, '85a300d3c776cfc2bb2e158bbf6b1f192b9fe6bbab7642af637efdf6ee273cf7'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '7cd16acaf5a03649d0a46226ce798329', 2, '03af357337e98ed1f7a1a20af772aeee94688aa3801cc5d553c3390ffc7de934'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '7fee9d6ce6568b1bf218c21c2d413636', 1, '3006ca66fdf46829733130e5a29be3f292c294bccc9b7699cfbb6aeee043b77c'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '86cc4bcfe29c21d9c8fb1127ea02d882', 1, '64e8d34e3d073282c50f8ab72339c394cc65ace6a8d0cfb9355f9d8fcd3eeef6'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '926f5688999cd6221c2165b846ffa376', 3, '4a60545d9665d588b649a585d079fa75f53747859542b42c2e5b9451b615aa1f'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', '976e8c33e98ff9f0c54da85183db5826', 3, 'fdfe0ee3d5b7dd74969bead0a1df1081599d3d0878e567f37edf783930401a4a'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a240d12b7794b71b9a56637cafd7214d', 4, 'd5da7006683477aec9b49a2e01e9b9e358d6ca458d1cd00fc1a076d5000aee3a'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a443cfc7be965539c37a2ff290d4a0d0', 6, '5079091fe80f75567a2d0b62b58103cd7e20a326b42639814263a02583e4c666'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'a5ea0c5864f352f1fb8c81cc719ad73a', 3, 'f134942e81c0cbec09f66c561f216ec2ff68486bf17baf8f60059fea7e1b7dfa'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fa4670e0c14bd41659aa13c18e68303d', 3, '9376548bcc5ec2a42ff4c6184bd836b4d110973273860976c5165fdab2dc51d7'),
	('15aec3ea-283b-6225-96fe-5c9f65b2eb50', 'fe6bbf37804d83aaa58d5dc44a4d93fe', 1, 'a4630c169fb3772d09ad38a67c2c6c1a135ce572565d6441c443422e42f2cc56');
INSERT INTO checkin.version VALUES
	(1);
ALTER TABLE ONLY checkin.course
    ADD CONSTRAINT course_pkey PRIMARY KEY (id);
ALTER TABLE ONLY checkin.edition_keys
    ADD CONSTRAINT edition_keys_pkey PRIMARY KEY (course);
ALTER TABLE ONLY checkin.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (course, segment, seq);
ALTER TABLE ONLY checkin.kiosks
    ADD CONSTRAINT kiosks_pkey PRIMARY KEY (course, kiosk);
ALTER TABLE ONLY checkin.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (course, login);
ALTER TABLE ONLY checkin.refused
    ADD CONSTRAINT refused_pkey PRIMARY KEY (course, segment, seq, hash);
ALTER TABLE ONLY checkin.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (course, number);
ALTER TABLE ONLY checkin.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (course, segment);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON checkin.events FOR EACH STATEMENT EXECUTE FUNCTION checkin.append_only();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON checkin.revisions FOR EACH STATEMENT EXECUTE FUNCTION checkin.append_only();
ALTER TABLE ONLY checkin.edition_keys
    ADD CONSTRAINT edition_keys_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.events
    ADD CONSTRAINT events_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.kiosks
    ADD CONSTRAINT kiosks_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.members
    ADD CONSTRAINT members_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.refused
    ADD CONSTRAINT refused_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.revisions
    ADD CONSTRAINT revisions_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE ONLY checkin.segments
    ADD CONSTRAINT segments_course_fkey FOREIGN KEY (course) REFERENCES checkin.course(id);
ALTER TABLE checkin.course ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkin.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_courses ON checkin.course FOR SELECT USING (checkin.member(id, 'organizer'::text));
CREATE POLICY own_courses ON checkin.events FOR SELECT USING (checkin.member(course, 'organizer'::text));
GRANT USAGE ON SCHEMA checkin TO checkin_kiosk;
GRANT USAGE ON SCHEMA checkin TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.admit(p_course uuid, p_rank text) FROM PUBLIC;
REVOKE ALL ON FUNCTION checkin.append_only() FROM PUBLIC;
REVOKE ALL ON FUNCTION checkin.courses() FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.courses() TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.courses() TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.edition_key(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.edition_key(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.edition_key(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.fault(p_course uuid, p_segment text, p_events json, p_previous text, p_count integer, p_hash text) FROM PUBLIC;
REVOKE ALL ON FUNCTION checkin.found_course(p_course uuid, p_title text, p_key bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.found_course(p_course uuid, p_title text, p_key bytea) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.grant_course(p_course uuid, p_login name, p_rank text) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.grant_course(p_course uuid, p_login name, p_rank text) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.kiosks(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.kiosks(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.kiosks(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.member(p_course uuid, p_rank text) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.member(p_course uuid, p_rank text) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.publish(p_course uuid, p_base integer, p_digest text, p_content text, p_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.publish(p_course uuid, p_base integer, p_digest text, p_content text, p_by text) TO checkin_organizer;
GRANT SELECT ON TABLE checkin.events TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit integer) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit integer) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.push(p_course uuid, p_runs json, p_kiosk json) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.push(p_course uuid, p_runs json, p_kiosk json) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.push(p_course uuid, p_runs json, p_kiosk json) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.refusals(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.refusals(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.refusals(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.report(p_course uuid, p_kiosk json) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.report(p_course uuid, p_kiosk json) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.report(p_course uuid, p_kiosk json) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.revision(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.revision(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.revision(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.ring(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.ring(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.ring(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.state(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.state(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.state(p_course uuid) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.title_taken(p_course uuid, p_title text) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.title_taken(p_course uuid, p_title text) TO checkin_organizer;
REVOKE ALL ON FUNCTION checkin.vector(p_course uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION checkin.vector(p_course uuid) TO checkin_kiosk;
GRANT ALL ON FUNCTION checkin.vector(p_course uuid) TO checkin_organizer;
GRANT SELECT ON TABLE checkin.course TO checkin_organizer;
