-- What is exchanged, and who may call what. SECURITY DEFINER as in access.sql, which comes first.

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

-- The next events of a course that a vector lacks: at most p_limit, and never more than 3,000.
CREATE OR REPLACE FUNCTION checkin.pull(p_course uuid, p_vector json, p_limit int, p_token text DEFAULT NULL) RETURNS SETOF checkin.events
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp ROWS 400 AS $$
DECLARE
    v_limit int := greatest(0, least(coalesce(p_limit, 300), 3000));
BEGIN
    PERFORM station(p_course, p_token);
    IF octet_length(p_vector::text) > 16000000 THEN
        RAISE EXCEPTION 'more than 16 MB were sent at once' USING ERRCODE = 'CK001';
    END IF;
    RETURN QUERY
        SELECT e.*
        FROM (SELECT s.segment, coalesce(v.value::bigint, 0) AS held
              FROM segments s LEFT JOIN json_each_text(p_vector) v ON v.key = s.segment
              WHERE s.course = p_course AND s.count > coalesce(v.value::bigint, 0)
              ORDER BY s.segment LIMIT v_limit) w
        CROSS JOIN LATERAL (
            SELECT * FROM events f
            WHERE f.course = p_course AND f.segment = w.segment AND f.seq > w.held
            ORDER BY f.seq LIMIT v_limit) e
        ORDER BY e.segment, e.seq
        LIMIT v_limit;
END
$$;

-- Count what a station sends. It may send a gigabyte at once, and half a megabyte in each second after that.
CREATE OR REPLACE FUNCTION checkin.spend(p_course uuid, p_station text, p_bytes bigint) RETURNS void
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
DECLARE
    v_left bigint;
BEGIN
    UPDATE stations s SET
        budget = least(1000000000, s.budget + (500000 * extract(epoch FROM clock_timestamp() - s.budget_at))::bigint)
                 - p_bytes,
        budget_at = clock_timestamp()
    WHERE s.course = p_course AND s.station = p_station RETURNING s.budget INTO v_left;
    IF v_left < 0 THEN
        RAISE EXCEPTION 'this station has sent more than a station may' USING ERRCODE = 'CK007';
    END IF;
END
$$;

DROP FUNCTION IF EXISTS
    checkin.fault(uuid, text, json, text, int, text), checkin.take(uuid, text, text, json, boolean, text);

-- Why events cannot follow a segment as it is here, or no row. p_previous: the hash before the first of them.
CREATE OR REPLACE FUNCTION checkin.fault(p_held checkin.segments, p_previous text, p_events checkin.events[])
RETURNS TABLE (seq int, hash text, reason text)
LANGUAGE sql STABLE SET search_path = checkin, pg_temp AS $$
    SELECT * FROM (
        SELECT o.seq, o.hash, CASE
            WHEN o.seq IS NULL OR o.seq < 1 OR o.hash IS NULL THEN 'has not the form of an event'
            WHEN o.before = o.seq THEN 'stands twice in what was sent'
            WHEN o.seq <= p_held.count AND o.hash <> (
                SELECT e.hash FROM events e WHERE e.course = p_held.course AND e.segment = p_held.segment AND e.seq = o.seq)
            THEN 'is another event than the one that the hub has under its number'
            WHEN o.seq > p_held.count AND coalesce(o.before, p_held.count) <> o.seq - 1
            THEN 'comes after a gap: the hub ends at ' || p_held.count || ' there'
            WHEN o.before IS NULL AND o.seq = p_held.count + 1 AND p_previous IS DISTINCT FROM p_held.hash
            THEN 'does not continue the chain that the hub has' END AS reason
        FROM (SELECT e.seq, e.hash, lag(e.seq) OVER (ORDER BY e.seq) AS before FROM unnest(p_events) e) o) found
    WHERE found.reason IS NOT NULL ORDER BY found.seq NULLS FIRST LIMIT 1
$$;

-- Take the events of one segment in, behind its end here. Returns no row, or why they cannot be taken in. p_any: the
-- sender may send for every station.
CREATE OR REPLACE FUNCTION checkin.take(
    p_course uuid, p_segment text, p_previous text, p_events json, p_own boolean, p_station text, p_any boolean
) RETURNS TABLE (seq int, hash text, reason text)
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
DECLARE
    v_events events[];
    v_held segments;
BEGIN
    -- No station sends more at once. Counting them takes time, and long texts are rare.
    IF octet_length(p_events::text) > 2000000 AND json_array_length(p_events) > 3000 THEN
        RETURN QUERY SELECT 0, '', 'are more than 3,000 at once';
        RETURN;
    END IF;
    v_events := ARRAY(SELECT ROW(p_course, p_segment, o.*)::events FROM json_to_recordset(p_events) AS o (
        seq int, event_id text, kind text, session text, participant text, code text,
        verdict text, how text, at text, tz text, mono bigint, hub_offset bigint, hub_offset_age bigint,
        ref text, reason text, actor text, door text, roster_rev bigint, facts text, hash text));
    -- Nothing was offered: nothing is locked, and the segment gets no owner.
    IF cardinality(v_events) = 0 THEN
        RETURN;
    END IF;
    SELECT * INTO v_held FROM segments s WHERE s.course = p_course AND s.segment = p_segment;
    IF NOT FOUND THEN
        INSERT INTO segments VALUES (p_course, p_segment, 0, p_segment) ON CONFLICT DO NOTHING;
    END IF;
    -- A segment of another station is never locked: nobody can hold up its owner. Its owner may have come meanwhile,
    -- so that the owner is looked at again when it is locked.
    IF p_any OR v_held.owner IS NULL OR v_held.owner = p_station THEN
        SELECT * INTO v_held FROM segments s WHERE s.course = p_course AND s.segment = p_segment FOR UPDATE;
    END IF;
    IF NOT p_any AND v_held.owner IS NOT NULL AND v_held.owner IS DISTINCT FROM p_station THEN
        RETURN QUERY SELECT e.seq, e.hash, 'belongs to another station, which has not sent it yet'
            FROM unnest(v_events) e WHERE e.seq > v_held.count ORDER BY 1 LIMIT 1;
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM fault(v_held, p_previous, v_events);
    IF FOUND THEN
        RETURN;
    END IF;
    INSERT INTO events SELECT e.* FROM unnest(v_events) e WHERE e.seq > v_held.count ORDER BY e.seq;
    IF FOUND THEN
        UPDATE segments s SET
            (count, hash) = (SELECT e.seq, e.hash FROM unnest(v_events) e ORDER BY e.seq DESC LIMIT 1),
            owner = coalesce(s.owner, CASE WHEN p_own THEN p_station END)
        WHERE s.course = p_course AND s.segment = p_segment;
    END IF;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    RETURN QUERY SELECT 0, '', 'has not the form of an event: ' || left(SQLERRM, 200);
END
$$;

-- How many refusals may still be kept for the login that calls: 500 of each login and 10,000 of a course.
CREATE OR REPLACE FUNCTION checkin.room_for_refused(p_course uuid) RETURNS bigint
LANGUAGE sql STABLE SET search_path = checkin, pg_temp AS $$
    SELECT least(10000 - count(*), 500 - count(*) FILTER (WHERE login = session_user))
    FROM refused WHERE course = p_course
$$;

-- Keep what was refused.
CREATE OR REPLACE FUNCTION checkin.keep_refused(
    p_course uuid, p_segment text, p_seq int, p_hash text, p_reason text, p_by text
) RETURNS void
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
BEGIN
    INSERT INTO refused (course, segment, seq, hash, reason, kiosk)
    VALUES (p_course, left(p_segment, 64), coalesce(p_seq, 0), left(coalesce(p_hash, ''), 64), p_reason,
            left(coalesce(p_by, ''), 200))
    ON CONFLICT DO NOTHING;
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
    v_any boolean := member(p_course, 'organizer');
    v_by text := coalesce((SELECT name FROM stations WHERE course = p_course AND station = v_station),
                          p_kiosk ->> 'name', session_user);
    v_size int := octet_length(p_runs::text);
    v_run record;
    v_fault record;
    v_count int;
    v_runs int := 0;
    v_room bigint;
    v_counts jsonb := '{}';
    v_refused jsonb := '[]';
BEGIN
    IF v_size > 16000000 THEN
        RAISE EXCEPTION 'more than 16 MB were sent at once' USING ERRCODE = 'CK001';
    ELSIF NOT v_any THEN
        -- A new segment costs every station time at every exchange, and an honest one is begun once for each start of
        -- a program: 100 kB, so 10,000 at once and 5 a second after that.
        PERFORM spend(p_course, v_station, v_size + 100000 * (
            SELECT count(DISTINCT o.segment) FROM json_to_recordset(p_runs) AS o (segment text)
            WHERE NOT EXISTS (SELECT FROM segments s WHERE s.course = p_course AND s.segment = o.segment)));
    END IF;
    -- Until this transaction ends nobody deletes the course.
    PERFORM FROM course WHERE id = p_course FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this hub does not have the course' USING ERRCODE = 'CK004';
    END IF;
    -- In the order of their ids, so that two kiosks that send the same segments wait for one another and do not lock up.
    FOR v_run IN SELECT * FROM json_to_recordset(p_runs) AS o (segment text, previous text, events json, own boolean)
                 WHERE o.segment IS NOT NULL ORDER BY 1
    LOOP
        v_runs := v_runs + 1;
        IF v_runs > 3000 THEN
            RAISE EXCEPTION 'more than 3,000 segments were sent at once' USING ERRCODE = 'CK001';
        END IF;
        SELECT * INTO v_fault FROM take(p_course, v_run.segment, v_run.previous, v_run.events,
                                        coalesce(v_run.own, false), v_station, v_any);
        IF FOUND THEN
            SELECT count INTO v_count FROM segments s WHERE s.course = p_course AND s.segment = v_run.segment;
            v_refused := v_refused || jsonb_build_object('segment', v_run.segment, 'seq', coalesce(v_fault.seq, 0),
                                                         'reason', v_fault.reason, 'count', coalesce(v_count, 0));
            -- Counted once for each call: a station may have thousands of segments refused.
            v_room := coalesce(v_room, room_for_refused(p_course)) - 1;
            IF v_room >= 0 THEN
                PERFORM keep_refused(p_course, v_run.segment, v_fault.seq, v_fault.hash, v_fault.reason, v_by);
            END IF;
        END IF;
        SELECT count INTO v_count FROM segments s WHERE s.course = p_course AND s.segment = v_run.segment;
        v_counts := v_counts || jsonb_build_object(v_run.segment, coalesce(v_count, 0));
    END LOOP;
    -- A segment that only a refused event ever named leaves nothing behind.
    DELETE FROM segments s WHERE s.course = p_course AND s.count = 0 AND v_counts ? s.segment;
    RETURN json_build_object('counts', v_counts, 'refused', v_refused);
EXCEPTION WHEN lock_not_available THEN
    PERFORM end_open_transactions('20 seconds');
    RAISE;
END
$$;

-- What a kiosk says of itself.
CREATE OR REPLACE FUNCTION checkin.report(p_course uuid, p_kiosk json, p_token text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_prefix text;
BEGIN
    v_prefix := coalesce(station(p_course, p_token) || ':', '');
    -- Every station reports every few seconds, so that none keeps a transaction open for long: old rows could not be
    -- removed, and each call of each station would take longer.
    PERFORM end_open_transactions('1 minute');
    IF octet_length(p_kiosk::text) > 65536 THEN
        RAISE EXCEPTION 'more than 64 kB were sent at once' USING ERRCODE = 'CK001';
    END IF;
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
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_number int;
BEGIN
    PERFORM admit(p_course, 'organizer');
    IF octet_length(p_content) > 64000000 THEN
        RAISE EXCEPTION 'a participant list of more than 64 MB was sent' USING ERRCODE = 'CK001';
    END IF;
    -- Not FOR UPDATE, which would wait for every station that is sending.
    PERFORM FROM course WHERE id = p_course FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) INTO v_number FROM revisions WHERE course = p_course;
    IF v_number <> p_base THEN
        RAISE EXCEPTION 'the revision in force is %', v_number USING ERRCODE = 'CK002';
    END IF;
    INSERT INTO revisions (course, number, base, digest, published_by, content)
    VALUES (p_course, v_number + 1, p_base, left(p_digest, 200), left(p_by, 200), p_content);
    RETURN v_number + 1;
END
$$;

-- The roster and programme in force.
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
DROP FUNCTION IF EXISTS checkin.kiosks(uuid, text);
CREATE OR REPLACE FUNCTION checkin.kiosks(p_course uuid, p_token text DEFAULT NULL)
RETURNS TABLE (kiosk text, name text, door text, version text, waiting int, offset_ms int, events bigint,
               vector text, figures text, seen_at timestamptz, seconds float, revoked boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM station(p_course, p_token);
    RETURN QUERY SELECT k.kiosk, k.name, k.door, k.version, k.waiting, k.offset_ms, k.events, k.vector, k.figures,
                        k.seen_at, extract(epoch FROM clock_timestamp() - k.seen_at)::float,
                        EXISTS (SELECT FROM stations s WHERE s.course = p_course AND s.revoked_at IS NOT NULL
                                AND s.station = split_part(k.kiosk, ':', 1))
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
    checkin.refusals(uuid, text), checkin.enrol(uuid, text), checkin.renew(uuid, text)
TO checkin_kiosk, checkin_organizer;
GRANT EXECUTE ON FUNCTION
    checkin.title_taken(uuid, text), checkin.found_course(uuid, text, bytea),
    checkin.grant_course(uuid, name, text), checkin.publish(uuid, int, text, text, text),
    checkin.revoke(uuid, text), checkin.end_revoked_sessions(uuid), checkin.stations_of(uuid)
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
