SELECT pg_catalog.set_config('search_path', '', false);
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
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'Course on migration', '2026-11-26 00:41:11.436612+00', 'organizer');
INSERT INTO checkin.edition_keys VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', '\x864bc8de11a1412a454bf74269f36604138825a20b6030a144e31b8cb14cef84');
INSERT INTO checkin.events VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', '19231eebe55e82c2797edbb35b3071a0', 1, '01a2154c-5f27-7356-8f99-3022ff67cbc1', 'scan', 's7', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-25T13:55:00.000Z', '-03:00', 8, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'd5af5c2c1a5cc9c665847fafe0323b70c7c3a7275b8e60b3afebe97fb6ecb34e'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '23644139be5b16246d2860dc58b27c19', 1, '01a2154c-717b-7262-a675-6445fabb5bdd', 'excuse', NULL, '01a2154c-4dec-7bc4-93f0-3f29c5399ca4', 'VRVVFJPPRDTL', NULL, 'correction', '2026-11-26T00:41:01.051Z', '+00:00', 2, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"due":"2026-11-27","from":"2026-11-24","granted_by":"Dr. Sosa","paper":false,"to":"2026-11-24"}', 'eccffb789387bf646c4bc166ae2582dafe4b83be61c60299572fa45efebb5261'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '304fbf9ee1a974c28979750194b9b8db', 1, '01a2154c-68ca-76ad-8b52-b9e3667335ad', 'reissue', NULL, '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'TFBKGSXRDXSH', NULL, 'correction', '2026-11-26T00:40:58.826Z', '+00:00', 2, NULL, NULL, NULL, 'lost', 'V. Paz', NULL, 1, '{"new":"JXVBKPSBNCFD"}', '938f8e361d23114b47b8483708aeb67f12b4992e841390607f2529ea3781f251'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 1, '01a2154c-780a-70f8-94be-a9c5a2b50b13', 'session_close', 's1', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'e0e21ddc9e262677f44e79e7722cdc0559e4e5e7a62ed126829b51cf89058cae'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 2, '01a2154c-780a-790e-b569-10bc138add89', 'session_close', 's2', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '20a658cedcb64b81485fffb1ba923275592a5da8344fd8234ea22b819b2d689b'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 3, '01a2154c-780a-75db-9058-40522edd1078', 'session_close', 's3a', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'bb05d8359bf053270dc1557c22ceb6776b2939face1028b1667398c5e68048c9'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 4, '01a2154c-780a-758b-89bf-1b70c1bfb12a', 'session_close', 's3b', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '63c8a32e4cf7518849f19fa3f1fc0a813ae29c7ea383b011151773654cb42a95'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 5, '01a2154c-780a-7d25-b0cf-3fad3f2b9386', 'session_close', 's4', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '92a9f8713e762015c8869fe2c5bea20307ad0b11c991460b503df12ea99dd47e'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 6, '01a2154c-780a-7cab-a26e-849e5411e6f5', 'session_close', 's5', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '380bf90936e26c71d6a33f9f200b287e1c5416ca68b333caad375bff3d6663f9'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 7, '01a2154c-780a-75a8-810a-acc8ef1e3b40', 'session_close', 's6', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', 'a52ed60191f6bbad9bbe7dd51a036076c16775f7a3eea31cf36567d662a3be43'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 8, '01a2154c-780a-75bb-8553-bfe0e9a35a25', 'session_close', 's7', NULL, NULL, NULL, 'correction', '2026-11-26T00:41:02.730Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"rest":"absent"}', '6ca6be1fe0a58038ae18e8abbd4e87bc61a832380a5938e135f656aa96218f24'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '3bde039f33451d352759c13628fb23c8', 1, '01a2154c-59aa-75d4-94d8-be5261a00781', 'scan', 's4', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 9, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '7d1f7d28776cecc245cff7087d7d3e78b1329a317a8a9d0d67fdb24e3f5c998a'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '3bde039f33451d352759c13628fb23c8', 2, '01a2154c-5a05-73c5-9682-8b7a98edcd05', 'scan', 's4', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 92, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'bce009bc870d1ddb0038e8d105786d81ce8d007a01d7c83d579e015a5a8b84b5'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '3bde039f33451d352759c13628fb23c8', 3, '01a2154c-5a0a-706e-8424-e03982f1d6ab', 'scan', 's4', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 96, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'f8f2115385459bb46e8957440adaf01d54723a8d072bdc77c25222b8660f68f0'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '3bde039f33451d352759c13628fb23c8', 4, '01a2154c-5a0e-7212-9687-de20392483b1', 'scan', 's4', '01a2154c-4dec-7af8-ab9b-ac736adc5652', 'MAR106', 'present', 'paper', '2026-11-24T11:55:00.000Z', '-03:00', 101, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'd191ca4679828c13a4f7ef2c30f4d121e9e2ee58e1da3f87d875b3ac1c4397d4'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '63d17df6aa0d43f9c3381afecded2b1e', 1, '01a2154c-6a38-78b5-8bb8-a86f25b03c3a', 'print', NULL, '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'JXVBKPSBNCFD', NULL, NULL, '2026-11-26T00:40:59.192Z', '+00:00', 1, NULL, NULL, NULL, NULL, NULL, NULL, 1, '{"design":"lanyard","imprint":"f594e4c10a610f71","run":"c6351235304c","sheet":"a6"}', '60b7d3d773387e399e6267b267cee6bd00706911a61a2d019ffabf20c9d074f5'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6bfb36dc4a24a45af8d00b1b9fc58c3d', 1, '01a2154c-5d06-736f-9692-69a12d14b95d', 'scan', 's6', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 5, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '357acd7b9b1721784311e2184aca25537102ba63e1eed60fc1316dc3112ab69e'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6bfb36dc4a24a45af8d00b1b9fc58c3d', 2, '01a2154c-5d2d-748c-9ade-c3d2a635ee42', 'scan', 's6', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 39, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '71c4769dc37abe8657630001fcc4a194fa5a21b33d7f21469a754a07b9e37084'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6bfb36dc4a24a45af8d00b1b9fc58c3d', 3, '01a2154c-5d2f-7849-ae3e-dc6986daa134', 'scan', 's6', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-25T11:55:00.000Z', '-03:00', 41, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '820eee11008c9f19bcd1eb3e55ccc12fa031af49e06dc58ab0ca9baafbbf7802'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6f5e5f00b7f9e85640c185bd1b329297', 1, '01a2154c-5647-7a16-8244-1dd3a35bccfc', 'scan', 's3a', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 7, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, 'c3825e5d9e02ff54d2707e7075ecec056928515528090f502f7346bd3137bf50'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6f5e5f00b7f9e85640c185bd1b329297', 2, '01a2154c-567d-7590-924d-3ba2b17b6458', 'scan', 's3a', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 55, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, 'b3650769bd9dc4d3644027713ed15c705fadd20e2ee22f534fe05988c193191d'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6f5e5f00b7f9e85640c185bd1b329297', 3, '01a2154c-5685-736b-8ab9-a96dc2ffb37d', 'scan', 's3a', '01a2154c-4dec-7bc4-93f0-3f29c5399ca4', 'JEAN102', 'present', 'paper', '2026-11-23T17:25:00.000Z', '-03:00', 63, NULL, NULL, NULL, NULL, NULL, 'Room 1', 1, NULL, '2eb3a0c3d90a71a10e910532ac36a7a5f37c4b18d49d6ecb40c9a922c8040b29'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '9469bafc0b120b1f94a459f139668e1e', 1, '01a2154c-4dec-7773-aae9-5d003d42d1c0', 'load', NULL, NULL, NULL, NULL, 'import', '2026-11-26T00:40:51.948Z', '+00:00', 140, NULL, NULL, NULL, NULL, NULL, NULL, 1, '{"files":["participants.csv","programme.csv"],"people":{"added":8,"changed":0,"unchanged":0,"unlisted":0},"revision":1,"sessions":{"added":8,"changed":0,"unchanged":0,"unlisted":0}}', '4b546ef30fa186d3484852631d2c61a1a660851d5d11f6b8304850b2875de99c'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '9dd86c18267441f001fdd7b0f1b68036', 1, '01a2154c-66f1-7e71-bbaa-8fc3640bd25f', 'undo', 's6', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', NULL, NULL, 'correction', '2026-11-26T00:40:58.353Z', '+00:00', 9, NULL, NULL, '01a2154c-5d2d-748c-9ade-c3d2a635ee42', 'seen in the room', 'V. Paz', NULL, 1, NULL, '72c2fa35356726d405af65bcec1e54cf405c56ae89c2a67e674130c25b8694f8'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'a4e08c45ca5f004b7e2829085793f313', 1, '01a2154c-61cf-7f70-b7ac-633bce40ecab', 'merge', NULL, '01a2154c-4dec-70f2-91dc-3438f684cb2e', 'DTJKSCLVXLGC', NULL, 'correction', '2026-11-26T00:40:57.039Z', '+00:00', 1, NULL, NULL, NULL, 'one person', 'V. Paz', NULL, 1, '{"into":"01a2154c-4dec-7f28-93da-ba70a461f63a"}', '0fb7c504283941b55f5b93e43a65bfd91549365283c170c39e8dd869aeb8ac19'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'ab68ad447933419d1906aa4ff547df96', 1, '01a2154c-739e-7af0-96f9-393ac111a1c6', 'excuse', 's6', '01a2154c-4dec-7af8-ab9b-ac736adc5652', 'FPBKCBLVJGHN', NULL, 'correction', '2026-11-26T00:41:01.598Z', '+00:00', 2, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"granted_by":"Dr. Sosa","paper":false}', 'a581678efd95128092a61416cde18b0c715079c47570e7c163cb395eebea5922'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'b708fe9a07c5ae526f06c876e8cdd936', 1, '01a2154c-7abc-7ee8-897f-b9c46eb2db22', 'rename', NULL, '01a2154c-4dec-7135-9bf6-2eee22981874', 'DKGKVFLJXXXP', NULL, 'correction', '2026-11-26T00:41:03.420Z', '+00:00', 6, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 1, '{"name":"María Gómez Restrepo","was":"María Gómez"}', '19c04198f14f1001a4517a368eadcf975b84040901deffae40f44327b381b195'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'b708fe9a07c5ae526f06c876e8cdd936', 2, '01a2154c-7abc-7877-85c4-399234ba7bdb', 'proof', NULL, '01a2154c-4dec-7135-9bf6-2eee22981874', 'DKGKVFLJXXXP', NULL, 'correction', '2026-11-26T00:41:03.420Z', '+00:00', 6, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 2, '{"name":"María Gómez Restrepo"}', '0d506bf597ceaa6df97d5479c104b3010b3a2ac784ab16bbf772b4a70e2b8a94'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'c520cfbb362e84874a550d4558433f07', 1, '01a2154c-5b72-731b-a556-bfc61fc69fc0', 'scan', 's5', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 3, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'ef95aa8e80230cafe2a1d4b6369f303127f9005c21214d58867fa50a3be86644'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'c520cfbb362e84874a550d4558433f07', 2, '01a2154c-5b9c-7f03-acf0-3c706ecf7294', 'scan', 's5', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 42, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '2001b0c52dece19aea32bde81ddfda2a56c3868e905b91a60146471cd8265009'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'c520cfbb362e84874a550d4558433f07', 3, '01a2154c-5b9e-7a2e-9105-99d2df711e73', 'scan', 's5', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-24T13:55:00.000Z', '-03:00', 44, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '3bbcf41cd78171a6e8192b165a5cff1f6cce64b5e2166d0f38c30124127c60f4'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'cc219bfaabc087190b08f91ce1066d88', 1, '01a2154c-6f52-7b60-aad0-8840a1ff73e8', 'mark', 's2', '01a2154c-4dec-7bc4-93f0-3f29c5399ca4', 'VRVVFJPPRDTL', NULL, 'correction', '2026-11-26T00:41:00.498Z', '+00:00', 2, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"status":"absent"}', 'b63e7e46fa01784453c49795e478dfb562c2e683bfad2f9b83e6c0bb9af59049'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'cebc0cde78b1eeb3ce5bde127655e821', 1, '01a2154c-5415-75fa-9d0f-5fe8282ac4b9', 'scan', 's2', '01a2154c-4dec-7af8-ab9b-ac736adc5652', 'MAR106', 'late', 'paper', '2026-11-23T14:20:00.000Z', '-03:00', 8, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '5c53b6f5cfd2cd64661ecd087c2ad34f4a395ce397ca1a45ff4f7b0c403af327'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd362caab5140c82e461e9902240b78bc', 1, '01a2154c-51ce-78e7-97ec-f87a3467ffd5', 'scan', 's2', '01a2154c-4dec-70f2-91dc-3438f684cb2e', 'ANA109', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 9, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '8eb2f18f5c46b8a2a7049e67f6435903e071f9f089df1251731fcb83f50288a7'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd362caab5140c82e461e9902240b78bc', 2, '01a2154c-5233-7f16-b4db-f22cbfc13c05', 'scan', 's2', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 101, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '988590e36b0967634952f18884c95a76bd213635916185e8489ea2f34cedccfc'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd362caab5140c82e461e9902240b78bc', 3, '01a2154c-5235-7877-8f36-53119cb44990', 'scan', 's2', '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'KEI104', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 103, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '1a8718aa85208103c08f4bec318c67d55d4cc83c6e7097b4db711781a69673db'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd362caab5140c82e461e9902240b78bc', 4, '01a2154c-523d-7a42-aced-850a16a0830c', 'scan', 's2', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-23T13:55:00.000Z', '-03:00', 111, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'dfde87cc6d4c0830530782af68fef5874a018938c8ef8e3defdecb22c468a91d'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 1, '01a2154c-4fc1-7fde-882d-921901c418fa', 'scan', 's1', '01a2154c-4dec-7f28-93da-ba70a461f63a', 'ANA101', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 6, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '7c60632656fdf1a355296ee553070c46b1968d838d16d17bde97e243574ad16c'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 2, '01a2154c-4ff7-7d80-a404-6b6541198685', 'scan', 's1', '01a2154c-4dec-7bc4-93f0-3f29c5399ca4', 'JEAN102', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 54, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '277c1a3e19cb0c4916804865d61ea21627fdfb415b9f2700da87cff99d6609f9'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 3, '01a2154c-4ff8-75cc-8935-6d9cf7dd4d18', 'scan', 's1', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 55, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '188b1b5f789d13086b5f33fe70f0f4304ca56ef355655231761524f660abdf03'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 4, '01a2154c-4ff9-752c-9753-37873a5ced57', 'scan', 's1', '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'KEI104', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 56, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '9b55ce5c5a6f54f986b45f43cc20d85dddf6b0c378fd03004cc7e6493aabe7ea'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 5, '01a2154c-4fff-718e-b81e-33ff2c398aea', 'scan', 's1', '01a2154c-4dec-7135-9bf6-2eee22981874', 'MAR105', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 62, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, '527d54805ba676ebc95fb60311473b58549367dda41247a00321c992650b78c2'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 6, '01a2154c-5000-79e7-8148-ae00a705d693', 'scan', 's1', '01a2154c-4dec-7af8-ab9b-ac736adc5652', 'MAR106', 'present', 'paper', '2026-11-23T11:55:00.000Z', '-03:00', 64, NULL, NULL, NULL, NULL, NULL, 'Main hall', 1, NULL, 'b508b5bf66170a60d5cc6e30269834f5ab2847c85378384a1b8e4a1c45147253'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'ef1ae96ec1edd2569c8b735ba83bb4f6', 1, '01a2154c-7eb4-7bfb-9c1a-061a05e9b939', 'issue', NULL, '01a2154c-4dec-7f28-93da-ba70a461f63a', 'XTSCPPRJSHCT', NULL, NULL, '2026-11-26T00:41:04.436Z', '+00:00', 1, NULL, NULL, NULL, NULL, 'V. Paz', NULL, 2, '{"code":"MC02SZ3FC1H3","figures":{"attended":6,"earned":true,"excused":0,"expected":6,"late":0,"minutes":540,"missed":0,"percent":"100","reason":"6 of 6 sessions, 100 %, needs 80 %"},"name":"Ana Torres","page":"85966c11d4d0a9b5b35f801fddd5ad10b0d4838f24333b725b42cc20c2c69066","place":1,"rule":"6 of 6 sessions, 100 %, needs 80 %","said":{"country":"AR","edition":"38","ends":"2026-11-25","hours":"9","issued_on":"2026-11-25","language":"en","name":"Ana Torres","number":"38-0001","organizer":"","place":"Mar del Plata, Argentina","role":"participant","starts":"2026-11-23","title":"Course on migration"},"sealed":"g7lWOhghDeU6ziXlpjxWEsWG74Y_e7OxgrVpi5Pf7R3EpkgANhoGd6OI29HTqxEKo9jDhcDh-K7xClKO6EBuAVsxLCIzOC0wMDAxIiwiQW5hIFRvcnJlcyIsIkFSIiwicGFydGljaXBhbnQiLCJDb3Vyc2Ugb24gbWlncmF0aW9uIiwiMzgiLCIiLCJNYXIgZGVsIFBsYXRhLCBBcmdlbnRpbmEiLCIyMDI2LTExLTIzIiwiMjAyNi0xMS0yNSIsIjkiLCJlbiIsIjIwMjYtMTEtMjUiXQ","signed":"5b312c2233382d30303031222c22416e6120546f72726573222c224152222c227061727469636970616e74222c22436f75727365206f6e206d6967726174696f6e222c223338222c22222c224d61722064656c20506c6174612c20417267656e74696e61222c22323032362d31312d3233222c22323032362d31312d3235222c2239222c22656e222c22323032362d31312d3235225d"}', 'de94d288a6bd9ec84e5249751987d5e9b517abfe9a069d1972ae8475615337b8'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f22ae62a5d97abb7bf07beb9440488ec', 1, '01a2154c-57f7-7ed2-9a53-5d3926e46b8e', 'scan', 's3b', '01a2154c-4dec-77f1-b138-f9c2d152d7b1', 'LUIS103', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 5, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, '90b97a99e188b31ad16b1774ecb214690be8c6e0dd79a1c9aa97a45544a741af'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f22ae62a5d97abb7bf07beb9440488ec', 2, '01a2154c-5816-76db-9af4-ef549f09624d', 'scan', 's3b', '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'KEI104', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 31, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, 'd6283d820b19918b1876085b973b1145d731d03c5b4176b9785af3ee7530e52a'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f22ae62a5d97abb7bf07beb9440488ec', 3, '01a2154c-581b-7c7a-860a-b99fd7b939c9', 'scan', 's3b', '01a2154c-4dec-7af8-ab9b-ac736adc5652', 'MAR106', 'present', 'paper', '2026-11-23T17:26:00.000Z', '-03:00', 36, NULL, NULL, NULL, NULL, NULL, 'Room 2', 1, NULL, '03593c0e911125042e86553a3a41d3a4288d88926ff4cd8038e1e6dd594ed6ba'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f570979caa8b478b5bda6d1c54923b97', 1, '01a2154c-6cf3-7bef-8aaa-7ac526b9c19c', 'mark', 's4', '01a2154c-4dec-76d3-a4e0-397a5d31b85e', 'JXVBKPSBNCFD', NULL, 'correction', '2026-11-26T00:40:59.891Z', '+00:00', 9, NULL, NULL, NULL, 'seen in the room', 'V. Paz', NULL, 1, '{"status":"present"}', '680585c606f139efb734776369713db8034caef36117e9367e774c8a047de79d'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'fdf551f2ca28922a1d92f60aca990b27', 1, '01a2154c-75d1-705a-a5b9-4fa6e470b6cf', 'withdraw', NULL, '01a2154c-4dec-7bc4-93f0-3f29c5399ca4', 'VRVVFJPPRDTL', NULL, 'correction', '2026-11-26T00:41:02.161Z', '+00:00', 1, NULL, NULL, NULL, 'called home', 'V. Paz', NULL, 1, NULL, '0803d5cb4c68e5bc96bc89991dbf0ee942c8f5e0378d65793ffc43d047f3bfdd');
INSERT INTO checkin.kiosks VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd04fc42d7dbeeba5', 'vm:/tmp/rooms/casebook/../casebook.tmp/leg/organizer', '', NULL, '0.1.0', 0, NULL, 49, '', NULL, '2026-11-26 00:41:12.722295+00');
INSERT INTO checkin.members VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'organizer', 'organizer'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'kiosk', 'kiosk');
INSERT INTO checkin.revisions VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', 1, 0, '396004a18ecb936ea61b1e906a5002fb', '2026-11-26 00:41:11.462359+00', 'root@vm', 'organizer', '{"course":"[course]\ntitle = \"Course on migration\"\nedition = \"38\"\nplace = \"Mar del Plata, Argentina\"\ntimezone = \"America/Argentina/Buenos_Aires\"\nstarts = 2026-11-23\nends = 2026-11-25\nlanguage = \"en\"\n[door]\nopens_before = 30\nlate_after = 15\n[certificate]\nthreshold = 80\n","people":[{"added_by":null,"codes":[["ANA109",1],["DTJKSCLVXLGC",0]],"country":"AR","email":"","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154c-4dec-70f2-91dc-3438f684cb2e","institution":"","language":"","listed":1,"name":"Ana Tores","note":"","own_id":"","photo":"","place":7,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["SOL107",1],["VDXHJLPXPBVH",0]],"country":"AR","email":"soledad@example.org","facts":"{}","family_names":"","given_names":"","groups":[],"id":"01a2154c-4dec-70f8-866d-6045c58dbd74","institution":"Guest university","language":"","listed":1,"name":"Soledad Aguirre","note":"","own_id":"","photo":"","place":8,"position":"","role":"speaker","withdrawn":0},{"added_by":null,"codes":[["DKGKVFLJXXXP",0],["MAR105",1]],"country":"CO","email":"maria.g@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154c-4dec-7135-9bf6-2eee22981874","institution":"Cancillería","language":"","listed":1,"name":"María Gómez","note":"","own_id":"","photo":"","place":5,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["KEI104",1],["TFBKGSXRDXSH",0]],"country":"JM","email":"keisha@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154c-4dec-76d3-a4e0-397a5d31b85e","institution":"Planning Institute","language":"","listed":1,"name":"Keisha Brown","note":"","own_id":"","photo":"","place":4,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["JPJXBCFCTLHH",0],["LUIS103",1]],"country":"PY","email":"luis@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154c-4dec-77f1-b138-f9c2d152d7b1","institution":"Dirección Nacional de Migraciones","language":"","listed":1,"name":"Luis Paredes","note":"","own_id":"","photo":"","place":3,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["FPBKCBLVJGHN",0],["MAR106",1]],"country":"CO","email":"m.gomez@example.org","facts":"{}","family_names":"","given_names":"","groups":["B"],"id":"01a2154c-4dec-7af8-ab9b-ac736adc5652","institution":"Defensoría del Pueblo","language":"","listed":1,"name":"María Gómez","note":"","own_id":"","photo":"","place":6,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["JEAN102",1],["VRVVFJPPRDTL",0]],"country":"HT","email":"jean@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154c-4dec-7bc4-93f0-3f29c5399ca4","institution":"Office National de la Migration","language":"","listed":1,"name":"Jean Pierre","note":"","own_id":"","photo":"","place":2,"position":"","role":"participant","withdrawn":0},{"added_by":null,"codes":[["ANA101",1],["XTSCPPRJSHCT",0]],"country":"AR","email":"ana@example.org","facts":"{}","family_names":"","given_names":"","groups":["A"],"id":"01a2154c-4dec-7f28-93da-ba70a461f63a","institution":"Dirección Nacional de Migraciones","language":"","listed":1,"name":"Ana Torres","note":"","own_id":"","photo":"","place":1,"position":"","role":"participant","withdrawn":0}],"sessions":[{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T13:30:00.000Z","groups":[],"id":"s1","kind":"ceremony","language":"","listed":1,"required":1,"room":"Main hall","speakers":"","starts_at":"2026-11-23T12:00:00.000Z","theme":"","title":"Opening ceremony"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T15:30:00.000Z","groups":[],"id":"s2","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"Soledad Aguirre","starts_at":"2026-11-23T14:00:00.000Z","theme":"","title":"Migration in the Americas"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T19:00:00.000Z","groups":["A"],"id":"s3a","kind":"workshop","language":"","listed":1,"required":0,"room":"Room 1","speakers":"","starts_at":"2026-11-23T17:30:00.000Z","theme":"","title":"Workshop A"},{"counts":1,"day":"2026-11-23","ends_at":"2026-11-23T19:00:00.000Z","groups":["B"],"id":"s3b","kind":"workshop","language":"","listed":1,"required":0,"room":"Room 2","speakers":"","starts_at":"2026-11-23T17:30:00.000Z","theme":"","title":"Workshop B"},{"counts":1,"day":"2026-11-24","ends_at":"2026-11-24T13:30:00.000Z","groups":[],"id":"s4","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-24T12:00:00.000Z","theme":"","title":"Refugee law"},{"counts":1,"day":"2026-11-24","ends_at":"2026-11-24T15:30:00.000Z","groups":[],"id":"s5","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-24T14:00:00.000Z","theme":"","title":"Trafficking"},{"counts":1,"day":"2026-11-25","ends_at":"2026-11-25T13:30:00.000Z","groups":[],"id":"s6","kind":"lecture","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-25T12:00:00.000Z","theme":"","title":"Regional agreements"},{"counts":0,"day":"2026-11-25","ends_at":"2026-11-25T15:30:00.000Z","groups":[],"id":"s7","kind":"ceremony","language":"","listed":1,"required":0,"room":"Main hall","speakers":"","starts_at":"2026-11-25T14:00:00.000Z","theme":"","title":"Closing ceremony"}]}');
INSERT INTO checkin.segments VALUES
	('160c0ba1-329e-31b5-af50-9258446a02c6', '19231eebe55e82c2797edbb35b3071a0', 1, 'd5af5c2c1a5cc9c665847fafe0323b70c7c3a7275b8e60b3afebe97fb6ecb34e'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '23644139be5b16246d2860dc58b27c19', 1, 'eccffb789387bf646c4bc166ae2582dafe4b83be61c60299572fa45efebb5261'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '304fbf9ee1a974c28979750194b9b8db', 1, '938f8e361d23114b47b8483708aeb67f12b4992e841390607f2529ea3781f251'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '37b10cd197b52b9639d2fb3aab40a604', 8, '6ca6be1fe0a58038ae18e8abbd4e87bc61a832380a5938e135f656aa96218f24'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '3bde039f33451d352759c13628fb23c8', 4, 'd191ca4679828c13a4f7ef2c30f4d121e9e2ee58e1da3f87d875b3ac1c4397d4'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '63d17df6aa0d43f9c3381afecded2b1e', 1, '60b7d3d773387e399e6267b267cee6bd00706911a61a2d019ffabf20c9d074f5'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6bfb36dc4a24a45af8d00b1b9fc58c3d', 3, '820eee11008c9f19bcd1eb3e55ccc12fa031af49e06dc58ab0ca9baafbbf7802'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '6f5e5f00b7f9e85640c185bd1b329297', 3, '2eb3a0c3d90a71a10e910532ac36a7a5f37c4b18d49d6ecb40c9a922c8040b29'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '9469bafc0b120b1f94a459f139668e1e', 1, '4b546ef30fa186d3484852631d2c61a1a660851d5d11f6b8304850b2875de99c'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', '9dd86c18267441f001fdd7b0f1b68036', 1, '72c2fa35356726d405af65bcec1e54cf405c56ae89c2a67e674130c25b8694f8'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'a4e08c45ca5f004b7e2829085793f313', 1, '0fb7c504283941b55f5b93e43a65bfd91549365283c170c39e8dd869aeb8ac19'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'ab68ad447933419d1906aa4ff547df96', 1, 'a581678efd95128092a61416cde18b0c715079c47570e7c163cb395eebea5922'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'b708fe9a07c5ae526f06c876e8cdd936', 2, '0d506bf597ceaa6df97d5479c104b3010b3a2ac784ab16bbf772b4a70e2b8a94'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'c520cfbb362e84874a550d4558433f07', 3, '3bbcf41cd78171a6e8192b165a5cff1f6cce64b5e2166d0f38c30124127c60f4'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'cc219bfaabc087190b08f91ce1066d88', 1, 'b63e7e46fa01784453c49795e478dfb562c2e683bfad2f9b83e6c0bb9af59049'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'cebc0cde78b1eeb3ce5bde127655e821', 1, '5c53b6f5cfd2cd64661ecd087c2ad34f4a395ce397ca1a45ff4f7b0c403af327'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'd362caab5140c82e461e9902240b78bc', 4, 'dfde87cc6d4c0830530782af68fef5874a018938c8ef8e3defdecb22c468a91d'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'da6881ab867df357d34d5ef03ab92111', 6, 'b508b5bf66170a60d5cc6e30269834f5ab2847c85378384a1b8e4a1c45147253'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'ef1ae96ec1edd2569c8b735ba83bb4f6', 1, 'de94d288a6bd9ec84e5249751987d5e9b517abfe9a069d1972ae8475615337b8'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f22ae62a5d97abb7bf07beb9440488ec', 3, '03593c0e911125042e86553a3a41d3a4288d88926ff4cd8038e1e6dd594ed6ba'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'f570979caa8b478b5bda6d1c54923b97', 1, '680585c606f139efb734776369713db8034caef36117e9367e774c8a047de79d'),
	('160c0ba1-329e-31b5-af50-9258446a02c6', 'fdf551f2ca28922a1d92f60aca990b27', 1, '0803d5cb4c68e5bc96bc89991dbf0ee942c8f5e0378d65793ffc43d047f3bfdd');
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
