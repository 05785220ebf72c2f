-- The hub's tables, version 2: a token and, where the hub may make logins, a login for each station; the owner of each
-- segment; bounds on what an event may be. Can be run again.

ALTER TABLE checkin.segments ADD COLUMN IF NOT EXISTS owner text;

CREATE TABLE IF NOT EXISTS checkin.stations (
    course uuid NOT NULL REFERENCES checkin.course,
    station text NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    login name,
    enrolled_by name NOT NULL DEFAULT session_user,
    enrolled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    PRIMARY KEY (course, station)
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint
                   WHERE conname = 'events_form' AND conrelid = 'checkin.events'::regclass) THEN
        -- Not checked for what is there already: kiosks check everything that they take in.
        ALTER TABLE checkin.events ADD CONSTRAINT events_form CHECK (
            segment ~ '^[0-9a-f]{32}$' AND hash ~ '^[0-9a-f]{64}$'
            AND octet_length(concat(event_id, kind, session, participant, code, verdict, how, at, tz, ref, reason,
                                    actor, door, facts)) <= 65536
        ) NOT VALID;
    END IF;
END
$$;

UPDATE checkin.version SET number = 2;
