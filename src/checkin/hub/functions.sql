-- What kiosks and organizers may do. Laid anew with every version. SECURITY DEFINER with a fixed search_path: each
-- runs as the owner of the tables, for the login that called it (session_user), after admit() let that in.
-- Errors of our own: CK001 not of this course, CK002 built on an older roster, CK003 append-only, CK004 no course,
-- CK005 revoked, CK006 no token.

CREATE OR REPLACE FUNCTION checkin.member(p_course uuid, p_rank text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM members m JOIN pg_catalog.pg_roles r ON r.rolname = m.login
        WHERE m.course = p_course AND (p_rank = 'kiosk' OR m.rank = p_rank)
          AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
    )
$$;

-- The signatures of version 1, without a token.
DROP FUNCTION IF EXISTS
    checkin.edition_key(uuid), checkin.vector(uuid), checkin.state(uuid), checkin.pull(uuid, json, int),
    checkin.push(uuid, json, json), checkin.report(uuid, json), checkin.ring(uuid), checkin.revision(uuid),
    checkin.kiosks(uuid), checkin.refusals(uuid);

CREATE OR REPLACE FUNCTION checkin.admit(p_course uuid, p_rank text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM course WHERE id = p_course) THEN
        RAISE EXCEPTION 'this hub does not have the course' USING ERRCODE = 'CK004';
    ELSIF NOT member(p_course, p_rank) THEN
        RAISE EXCEPTION '% is no % of this course', session_user, p_rank USING ERRCODE = 'CK001';
    END IF;
END
$$;

-- Who calls: the station of a token. NULL for an organizer without a token, and in a course where no station has one.
CREATE OR REPLACE FUNCTION checkin.station(p_course uuid, p_token text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
DECLARE
    v_found stations;
BEGIN
    PERFORM admit(p_course, 'kiosk');
    IF coalesce(p_token, '') <> '' THEN
        SELECT * INTO v_found FROM stations
        WHERE course = p_course AND token_hash = sha256(convert_to(p_token, 'UTF8'));
        IF v_found.revoked_at IS NOT NULL THEN
            RAISE EXCEPTION 'the access of this station was revoked' USING ERRCODE = 'CK005';
        ELSIF v_found.station IS NULL OR coalesce(v_found.login, session_user) <> session_user THEN
            RAISE EXCEPTION 'the token of this station is not known here' USING ERRCODE = 'CK006';
        END IF;
        RETURN v_found.station;
    ELSIF EXISTS (SELECT FROM stations WHERE course = p_course) AND NOT member(p_course, 'organizer') THEN
        RAISE EXCEPTION 'this station has no token yet' USING ERRCODE = 'CK006';
    END IF;
    RETURN NULL;
END
$$;

-- Give a station its token, and a login of its own where the owner of the hub may make one. A login that is a
-- station's own enrols nobody. The token is stored as a hash only.
CREATE OR REPLACE FUNCTION checkin.enrol(p_course uuid, p_name text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    v_station text := left(replace(gen_random_uuid()::text, '-', ''), 16);
    v_password text := replace(gen_random_uuid()::text, '-', '');
    v_login name;
BEGIN
    PERFORM admit(p_course, 'kiosk');
    IF EXISTS (SELECT FROM stations WHERE login = session_user) THEN
        RAISE EXCEPTION 'this login is a station of its own' USING ERRCODE = 'CK001';
    ELSIF (SELECT count(*) FROM stations WHERE course = p_course AND revoked_at IS NULL) >= 500 THEN
        RAISE EXCEPTION 'this course has 500 stations already' USING ERRCODE = 'CK001';
    END IF;
    IF NOT member(p_course, 'organizer') THEN
        BEGIN
            v_login := 'station_' || v_station;
            EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L CONNECTION LIMIT 12 IN ROLE checkin_kiosk',
                           v_login, v_password);
            EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', v_login, '10s');
            INSERT INTO members VALUES (p_course, v_login, 'kiosk');
        EXCEPTION WHEN insufficient_privilege THEN
            v_login := NULL;  -- a managed service: the token alone
        END;
    END IF;
    INSERT INTO stations (course, station, name, token_hash, login)
    VALUES (p_course, v_station, left(coalesce(p_name, ''), 200), sha256(convert_to(v_token, 'UTF8')), v_login);
    RETURN json_build_object('station', v_station, 'token', v_token, 'login', v_login,
                             'password', CASE WHEN v_login IS NOT NULL THEN v_password END);
END
$$;

-- End the access of the stations whose id or name begins so. What they sent stays. Returns their names.
CREATE OR REPLACE FUNCTION checkin.revoke(p_course uuid, p_station text) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_one record;
BEGIN
    PERFORM admit(p_course, 'organizer');
    FOR v_one IN
        UPDATE stations s SET revoked_at = clock_timestamp()
        WHERE s.course = p_course AND s.revoked_at IS NULL AND (s.station = p_station OR s.name = p_station)
        RETURNING s.name, s.login
    LOOP
        IF v_one.login IS NOT NULL THEN
            DELETE FROM members WHERE course = p_course AND login = v_one.login;
            BEGIN
                EXECUTE format('ALTER ROLE %I NOLOGIN', v_one.login);
                PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = v_one.login;
            EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
                NULL;  -- its token is void all the same
            END;
        END IF;
        RETURN NEXT v_one.name;
    END LOOP;
END
$$;

-- The stations of a course, with the doors that they last reported.
CREATE OR REPLACE FUNCTION checkin.stations_of(p_course uuid)
RETURNS TABLE (station text, name text, login name, enrolled_at timestamptz, revoked_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM admit(p_course, 'organizer');
    RETURN QUERY SELECT s.station, s.name, s.login, s.enrolled_at, s.revoked_at
        FROM stations s WHERE s.course = p_course ORDER BY s.enrolled_at;
END
$$;

-- The courses of a login.
CREATE OR REPLACE FUNCTION checkin.courses() RETURNS TABLE (id uuid, title text, rank text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
    SELECT c.id, c.title, CASE WHEN member(c.id, 'organizer') THEN 'organizer' ELSE 'kiosk' END
    FROM course c WHERE member(c.id, 'kiosk') ORDER BY c.founded_at, c.id
$$;

-- Whether there is another course of that title, whoever's it is.
CREATE OR REPLACE FUNCTION checkin.title_taken(p_course uuid, p_title text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
    SELECT EXISTS (SELECT FROM course WHERE id <> p_course AND title = p_title)
$$;

CREATE OR REPLACE FUNCTION checkin.found_course(p_course uuid, p_title text, p_key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    INSERT INTO course (id, title) VALUES (p_course, p_title) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        INSERT INTO edition_keys VALUES (p_course, p_key);
        INSERT INTO members VALUES (p_course, session_user, 'organizer');
    END IF;
END
$$;

-- The secret key of the edition, for a kiosk that joins.
CREATE OR REPLACE FUNCTION checkin.edition_key(p_course uuid, p_token text DEFAULT NULL) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN (SELECT key FROM edition_keys WHERE course = p_course);
END
$$;

CREATE OR REPLACE FUNCTION checkin.grant_course(p_course uuid, p_login name, p_rank text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM admit(p_course, 'organizer');
    INSERT INTO members VALUES (p_course, p_login, p_rank)
    ON CONFLICT (course, login) DO UPDATE SET rank = excluded.rank;
END
$$;

-- How many events each segment has.
CREATE OR REPLACE FUNCTION checkin.vector(p_course uuid, p_token text DEFAULT NULL) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN (SELECT coalesce(json_object_agg(segment, count), '{}') FROM segments WHERE course = p_course);
END
$$;

-- The hub's clock, the digest of its vector and the revision in force: what a kiosk asks for when nothing happens.
CREATE OR REPLACE FUNCTION checkin.state(p_course uuid, p_token text DEFAULT NULL) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
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

-- The next events of a course that a vector lacks.
CREATE OR REPLACE FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit int, p_token text DEFAULT NULL) RETURNS SETOF checkin.events
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp ROWS 400 AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN QUERY
        SELECT e.*
        FROM (SELECT s.segment, coalesce(v.value::bigint, 0) AS held
              FROM segments s LEFT JOIN json_each_text(p_vector) v ON v.key = s.segment
              WHERE s.course = p_course AND s.count > coalesce(v.value::bigint, 0)
              ORDER BY s.segment LIMIT least(p_limit, 5000)) w
        CROSS JOIN LATERAL (
            SELECT * FROM events f
            WHERE f.course = p_course AND f.segment = w.segment AND f.seq > w.held
            ORDER BY f.seq LIMIT p_limit) e
        ORDER BY e.segment, e.seq
        LIMIT least(p_limit, 5000);
END
$$;

-- Why the events of one segment cannot be taken in as they are offered, or no row. p_count and p_hash: its end here.
CREATE OR REPLACE FUNCTION checkin.fault(
    p_course uuid, p_segment text, p_events json, p_previous text, p_count int, p_hash text
) RETURNS TABLE (seq int, hash text, reason text)
LANGUAGE sql STABLE SET search_path = checkin, pg_temp AS $$
    WITH offered AS MATERIALIZED (
        SELECT o.seq, o.hash, lag(o.seq) OVER (ORDER BY o.seq) AS before
        FROM json_to_recordset(p_events) AS o (seq int, hash text)
    )
    (SELECT o.seq, o.hash, 'has not the form of an event'
     FROM offered o WHERE o.seq IS NULL OR o.seq < 1 OR o.hash IS NULL LIMIT 1)
    UNION ALL
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

-- Take the events of one segment in, behind its end here. Returns no row, or why they cannot be taken in.
CREATE OR REPLACE FUNCTION checkin.take(
    p_course uuid, p_segment text, p_previous text, p_events json, p_own boolean, p_station text
) RETURNS TABLE (seq int, hash text, reason text)
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
DECLARE
    v_held segments;
    v_fault record;
BEGIN
    SELECT * INTO v_held FROM segments s WHERE s.course = p_course AND s.segment = p_segment;
    IF NOT FOUND THEN
        INSERT INTO segments VALUES (p_course, p_segment, 0, p_segment) ON CONFLICT DO NOTHING;
    END IF;
    -- A segment of another station is never locked: nobody can hold up its owner.
    IF v_held.owner IS NOT NULL AND v_held.owner IS DISTINCT FROM p_station AND NOT member(p_course, 'organizer') THEN
        RETURN QUERY SELECT o.seq, o.hash, 'belongs to another station, which has not sent it yet'
            FROM json_to_recordset(p_events) AS o (seq int, hash text) WHERE o.seq > v_held.count ORDER BY 1 LIMIT 1;
        RETURN;
    END IF;
    SELECT * INTO v_held FROM segments s WHERE s.course = p_course AND s.segment = p_segment FOR UPDATE;
    SELECT * INTO v_fault FROM fault(p_course, p_segment, p_events, p_previous, v_held.count, v_held.hash);
    IF FOUND THEN
        RETURN QUERY SELECT v_fault.seq, v_fault.hash, v_fault.reason;
        RETURN;
    END IF;
    INSERT INTO events
    SELECT p_course, p_segment, o.* FROM json_to_recordset(p_events) AS o (
        seq int, event_id text, kind text, session text, participant text, code text,
        verdict text, how text, at text, tz text, mono bigint, hub_offset bigint, hub_offset_age bigint,
        ref text, reason text, actor text, door text, roster_rev bigint, facts text, hash text)
    WHERE o.seq > v_held.count;
    UPDATE segments s SET
        (count, hash) = (SELECT e.seq, e.hash FROM events e
                         WHERE e.course = p_course AND e.segment = p_segment ORDER BY e.seq DESC LIMIT 1),
        owner = coalesce(s.owner, CASE WHEN p_own THEN p_station END)
    WHERE s.course = p_course AND s.segment = p_segment
      AND EXISTS (SELECT FROM events e WHERE e.course = p_course AND e.segment = p_segment);
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    RETURN QUERY SELECT 0, '', 'has not the form of an event: ' || left(SQLERRM, 200);
END
$$;

-- Take events in: an array of runs, each with its segment, the hash before its first event, its events, and whether
-- the sender wrote it (own). Each segment goes on where it ends here, or is refused with the reason; refused ones hold
-- up no other. Returns how far the segments go now.
CREATE OR REPLACE FUNCTION checkin.push(p_course uuid, p_runs json, p_kiosk json, p_token text DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_station text := station(p_course, p_token);
    v_run record;
    v_fault record;
    v_count int;
    v_counts jsonb := '{}';
    v_refused jsonb := '[]';
BEGIN
    IF octet_length(p_runs::text) > 16000000 THEN
        RAISE EXCEPTION 'more than 16 MB were sent at once' USING ERRCODE = 'CK001';
    END IF;
    -- In the order of their ids, so that two kiosks that send the same segments wait for one another and do not lock up.
    FOR v_run IN SELECT * FROM json_to_recordset(p_runs) AS o (segment text, previous text, events json, own boolean)
                 WHERE o.segment IS NOT NULL ORDER BY 1
    LOOP
        SELECT * INTO v_fault FROM take(p_course, v_run.segment, v_run.previous, v_run.events,
                                        coalesce(v_run.own, false), v_station);
        IF FOUND THEN
            SELECT count INTO v_count FROM segments s WHERE s.course = p_course AND s.segment = v_run.segment;
            v_refused := v_refused || jsonb_build_object('segment', v_run.segment, 'seq', coalesce(v_fault.seq, 0),
                                                         'reason', v_fault.reason, 'count', coalesce(v_count, 0));
            IF (SELECT count(*) FROM refused WHERE course = p_course) < 10000 THEN
                INSERT INTO refused (course, segment, seq, hash, reason, kiosk)
                VALUES (p_course, left(v_run.segment, 64), coalesce(v_fault.seq, 0), left(coalesce(v_fault.hash, ''), 64), v_fault.reason,
                        left(coalesce(p_kiosk ->> 'name', ''), 200))
                ON CONFLICT DO NOTHING;
            END IF;
        END IF;
        SELECT count INTO v_count FROM segments s WHERE s.course = p_course AND s.segment = v_run.segment;
        v_counts := v_counts || jsonb_build_object(v_run.segment, coalesce(v_count, 0));
    END LOOP;
    -- A segment that only a refused event ever named leaves nothing behind.
    DELETE FROM segments s WHERE s.course = p_course AND s.count = 0 AND v_counts ? s.segment;
    RETURN json_build_object('counts', v_counts, 'refused', v_refused);
END
$$;

-- What a kiosk says of itself.
CREATE OR REPLACE FUNCTION checkin.report(p_course uuid, p_kiosk json, p_token text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_prefix text;
BEGIN
    v_prefix := coalesce(station(p_course, p_token) || ':', '');
    -- A station reports for itself only, for at most fifty doors, and never more than a line of text each.
    IF p_kiosk ->> 'kiosk' IS NULL OR 50 < (
        SELECT count(*) FROM kiosks k WHERE k.course = p_course AND v_prefix <> '' AND starts_with(k.kiosk, v_prefix)
           AND k.kiosk <> v_prefix || left(p_kiosk ->> 'kiosk', 64)) THEN
        RETURN;
    END IF;
    INSERT INTO kiosks
    SELECT p_course, v_prefix || left(k.kiosk, 64), left(k.name, 200), left(k.door, 200), left(k.segment, 64),
           left(k.version, 40), k.waiting, k.offset_ms, k.events, left(coalesce(k.vector, ''), 200), left(k.figures, 64),
           clock_timestamp()
    FROM json_to_record(p_kiosk) AS k (
        kiosk text, name text, door text, segment text, version text, waiting int, offset_ms int, events bigint,
        vector text, figures text)
    ON CONFLICT (course, kiosk) DO UPDATE SET
        name = excluded.name, door = excluded.door, segment = excluded.segment, version = excluded.version,
        waiting = excluded.waiting, offset_ms = excluded.offset_ms, events = excluded.events,
        vector = excluded.vector, figures = excluded.figures, seen_at = excluded.seen_at;
END
$$;

-- Say to everybody who listens that there is something. Apart from push, whose commits it would put in one row; and
-- without waiting for the disk, since a bell that is lost in a crash is rung again by the next poll.
CREATE OR REPLACE FUNCTION checkin.ring(p_course uuid, p_token text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
    PERFORM pg_catalog.pg_notify('checkin', p_course::text);
END
$$;

-- Publish a roster and programme that was built on the revision p_base, which must still be the one in force.
CREATE OR REPLACE FUNCTION checkin.publish(p_course uuid, p_base int, p_digest text, p_content text, p_by text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
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

-- The revision in force, where its number is not the one asked about.
CREATE OR REPLACE FUNCTION checkin.revision(p_course uuid, p_token text DEFAULT NULL)
RETURNS TABLE (number int, digest text, published_at timestamptz, published_by text, content text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN QUERY SELECT r.number, r.digest, r.published_at, r.published_by, r.content
        FROM revisions r WHERE r.course = p_course ORDER BY r.number DESC LIMIT 1;
END
$$;

-- Every kiosk as it was last heard of; the seconds since then are by the hub's clock.
CREATE OR REPLACE FUNCTION checkin.kiosks(p_course uuid, p_token text DEFAULT NULL)
RETURNS TABLE (kiosk text, name text, door text, version text, waiting int, offset_ms int, events bigint,
               vector text, figures text, seen_at timestamptz, seconds float)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN QUERY SELECT k.kiosk, k.name, k.door, k.version, k.waiting, k.offset_ms, k.events, k.vector, k.figures,
                        k.seen_at, extract(epoch FROM clock_timestamp() - k.seen_at)::float
        FROM kiosks k WHERE k.course = p_course ORDER BY k.name, k.door, k.kiosk;
END
$$;

CREATE OR REPLACE FUNCTION checkin.refusals(p_course uuid, p_token text DEFAULT NULL)
RETURNS TABLE (segment text, seq int, reason text, kiosk text, refused_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN QUERY SELECT r.segment, r.seq, r.reason, r.kiosk, r.refused_at
        FROM refused r WHERE r.course = p_course ORDER BY r.refused_at;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA checkin FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    checkin.courses(), checkin.edition_key(uuid, text), checkin.vector(uuid, text), checkin.state(uuid, text),
    checkin.pull(uuid, json, int, text), checkin.push(uuid, json, json, text), checkin.report(uuid, json, text),
    checkin.ring(uuid, text), checkin.revision(uuid, text), checkin.kiosks(uuid, text),
    checkin.refusals(uuid, text), checkin.enrol(uuid, text)
TO checkin_kiosk, checkin_organizer;
GRANT EXECUTE ON FUNCTION
    checkin.title_taken(uuid, text), checkin.found_course(uuid, text, bytea),
    checkin.grant_course(uuid, name, text), checkin.publish(uuid, int, text, text, text),
    checkin.revoke(uuid, text), checkin.stations_of(uuid)
TO checkin_organizer;

-- Organizers may read the events of their courses with any tool; row by row, never another course's.
GRANT SELECT ON checkin.events, checkin.course TO checkin_organizer;
GRANT EXECUTE ON FUNCTION checkin.member(uuid, text) TO checkin_organizer;
ALTER TABLE checkin.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkin.course ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_courses ON checkin.events;
CREATE POLICY own_courses ON checkin.events FOR SELECT USING (checkin.member(course, 'organizer'));
DROP POLICY IF EXISTS own_courses ON checkin.course;
CREATE POLICY own_courses ON checkin.course FOR SELECT USING (checkin.member(id, 'organizer'));
