-- Who may come in: logins, stations and courses. Installed again with every version, as is functions.sql.
-- SECURITY DEFINER with a fixed search_path: each function runs as the owner of the tables, for the login that called
-- it (session_user), after admit() let that in.
-- Errors of our own: CK001 not of this course, CK002 built on an older roster, CK003 append-only, CK004 no course,
-- CK005 revoked, CK006 no token, CK007 too much at once, CK008 this login makes no new station.

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
    ELSIF NOT member(p_course, 'organizer') THEN
        PERFORM may_enrol(p_course);
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

-- Restore the login of a station: a new password, and the settings that it began with. The station shows its token,
-- and calls with the login with which stations join. Returns what is new of its login.
CREATE OR REPLACE FUNCTION checkin.renew(p_course uuid, p_token text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_found stations;
    v_password text := replace(gen_random_uuid()::text, '-', '');
BEGIN
    PERFORM admit(p_course, 'kiosk');
    SELECT * INTO v_found FROM stations
    WHERE course = p_course AND token_hash = sha256(convert_to(coalesce(p_token, ''), 'UTF8'));
    IF v_found.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'the access of this station was revoked' USING ERRCODE = 'CK005';
    ELSIF v_found.station IS NULL THEN
        RAISE EXCEPTION 'the token of this station is not known here' USING ERRCODE = 'CK006';
    ELSIF v_found.login IS NULL THEN
        RETURN '{}';
    END IF;
    EXECUTE format('ALTER ROLE %I RESET ALL', v_found.login);
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', v_found.login, current_database());
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', v_found.login, '10s');
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', v_found.login, v_password);
    RETURN json_build_object('password', v_password);
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
    RAISE EXCEPTION 'the login of this station cannot be restored' USING ERRCODE = 'CK006';
END
$$;

-- Raise an error where this login may make no new station at the moment.
CREATE OR REPLACE FUNCTION checkin.may_enrol(p_course uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM members m JOIN pg_catalog.pg_roles r ON r.rolname = m.login
                   WHERE m.course = p_course AND m.enrols AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')) THEN
        RAISE EXCEPTION 'the login % makes no new station since one of its stations was revoked', session_user
            USING ERRCODE = 'CK008';
    ELSIF (SELECT count(*) FROM stations WHERE course = p_course AND revoked_at IS NULL) >= 500 THEN
        RAISE EXCEPTION 'this course has 500 stations already' USING ERRCODE = 'CK001';
    ELSIF (SELECT count(*) FROM stations WHERE course = p_course AND revoked_at IS NULL
           AND enrolled_at > clock_timestamp() - interval '1 hour') >= 200 THEN
        RAISE EXCEPTION '200 stations have joined within an hour' USING ERRCODE = 'CK007';
    END IF;
END
$$;

-- End the transactions of stations that have been idle for a second, or open for longer than p_age: they may hold a
-- lock that others wait for. What the owner of the hub may not end is left.
DROP FUNCTION IF EXISTS checkin.end_open_transactions();
CREATE OR REPLACE FUNCTION checkin.end_open_transactions(p_age interval) RETURNS void
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM pg_catalog.pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(a.pid)
    FROM pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.rolname = a.usename
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND NOT r.rolsuper
      AND pg_catalog.pg_has_role(r.oid, 'checkin_kiosk', 'MEMBER')
      AND (a.state LIKE 'idle in transaction%' AND a.state_change < clock_timestamp() - interval '1 second'
           OR a.xact_start < clock_timestamp() - p_age);
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;

-- End the sessions of stations that were revoked: one may have begun while the revocation was not committed yet.
CREATE OR REPLACE FUNCTION checkin.end_revoked_sessions(p_course uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp AS $$
BEGIN
    PERFORM admit(p_course, 'organizer');
    PERFORM pg_catalog.pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN stations s ON s.login = a.usename
    WHERE s.course = p_course AND s.revoked_at IS NOT NULL;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;  -- their tokens are void all the same
END
$$;

-- Void the access of a station in the tables.
CREATE OR REPLACE FUNCTION checkin.void_access(p_one checkin.stations) RETURNS void
LANGUAGE plpgsql SET search_path = checkin, pg_temp AS $$
BEGIN
    UPDATE stations SET revoked_at = clock_timestamp() WHERE course = p_one.course AND station = p_one.station;
    UPDATE segments SET owner = NULL WHERE course = p_one.course AND owner = p_one.station;
    IF p_one.login IS NULL THEN
        UPDATE members m SET enrols = false FROM pg_catalog.pg_roles r, pg_catalog.pg_roles e
        WHERE m.course = p_one.course AND m.rank = 'kiosk' AND r.rolname = m.login AND e.rolname = p_one.enrolled_by
          AND pg_catalog.pg_has_role(e.oid, r.oid, 'MEMBER');
    ELSE
        DELETE FROM members WHERE course = p_one.course AND login = p_one.login;
    END IF;
END
$$;

-- End the access of the station with this id, or the only one with this name. What it sent stays, and what others
-- have of its events may be carried to the hub. A login that several stations share makes no new one, until an
-- organizer grants it again. Returns the station's name.
CREATE OR REPLACE FUNCTION checkin.revoke(p_course uuid, p_station text) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = checkin, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    v_one stations;
BEGIN
    PERFORM admit(p_course, 'organizer');
    IF NOT EXISTS (SELECT FROM stations s WHERE s.course = p_course AND s.station = p_station) AND
       (SELECT count(*) FROM stations s WHERE s.course = p_course AND s.revoked_at IS NULL AND s.name = p_station) > 1
    THEN
        RAISE EXCEPTION 'several stations have this name; name one by its id' USING ERRCODE = 'CK001';
    END IF;
    -- An id before a name: a station may have given itself the id of another as its name.
    SELECT s.* INTO v_one FROM stations s
    WHERE s.course = p_course AND s.revoked_at IS NULL AND s.station = coalesce(
        (SELECT o.station FROM stations o WHERE o.course = p_course AND o.station = p_station),
        (SELECT o.station FROM stations o WHERE o.course = p_course AND o.name = p_station AND o.revoked_at IS NULL));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- The station may hold its own row in an open transaction, for as long as it likes: its sessions are ended first.
    FOR v_try IN 1..5 LOOP
        BEGIN
            IF v_one.login IS NOT NULL THEN
                BEGIN
                    EXECUTE format('ALTER ROLE %I NOLOGIN', v_one.login);
                    PERFORM pg_catalog.pg_stat_clear_snapshot();
                    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = v_one.login;
                EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
                    NULL;  -- its token is void all the same
                END;
            END IF;
            PERFORM void_access(v_one);
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF v_try = 5 THEN
                RAISE;
            END IF;
            PERFORM end_open_transactions('900 milliseconds');
        END;
    END LOOP;
    RETURN NEXT v_one.name;
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
    IF octet_length(p_key) > 64 THEN
        RAISE EXCEPTION 'this is no key of an edition' USING ERRCODE = 'CK001';
    END IF;
    INSERT INTO course (id, title) VALUES (p_course, left(p_title, 1000)) ON CONFLICT DO NOTHING;
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
    ON CONFLICT (course, login) DO UPDATE SET rank = excluded.rank, enrols = true;
END
$$;
