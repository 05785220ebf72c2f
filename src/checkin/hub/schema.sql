-- The hub's tables, version 1. Laid once, by their owner; what changes later is a file of its own.
-- Nobody but the owner reaches a table: kiosks and organizers have the functions of functions.sql, and these check
-- for every course whether the login belongs to it.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'checkin_kiosk') THEN
        CREATE ROLE checkin_kiosk NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'checkin_organizer') THEN
        CREATE ROLE checkin_organizer NOLOGIN;
    END IF;
END
$$;

CREATE SCHEMA checkin;

CREATE TABLE checkin.version (number int NOT NULL);
INSERT INTO checkin.version VALUES (1);

CREATE TABLE checkin.course (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    founded_at timestamptz NOT NULL DEFAULT now(),
    founded_by text NOT NULL DEFAULT session_user
);

-- With this key badges are made and checked. It is apart from the course, for whoever may read that.
CREATE TABLE checkin.edition_keys (
    course uuid PRIMARY KEY REFERENCES checkin.course,
    key bytea NOT NULL
);

CREATE TABLE checkin.members (
    course uuid NOT NULL REFERENCES checkin.course,
    login name NOT NULL,
    rank text NOT NULL CHECK (rank IN ('kiosk', 'organizer')),
    PRIMARY KEY (course, login)
);

-- How far each segment goes, and the hash of its last event. In step with the events: one transaction writes both.
CREATE TABLE checkin.segments (
    course uuid NOT NULL REFERENCES checkin.course,
    segment text NOT NULL,
    count int NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (course, segment)
);

-- The fields are those of the record, and texts are kept letter by letter: the chain of hashes is made of them.
CREATE TABLE checkin.events (
    course uuid NOT NULL REFERENCES checkin.course,
    segment text NOT NULL,
    seq int NOT NULL CHECK (seq >= 1),
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
    PRIMARY KEY (course, segment, seq)
);

-- The roster, the programme and the rules, as an organizer published them; the highest number is in force.
CREATE TABLE checkin.revisions (
    course uuid NOT NULL REFERENCES checkin.course,
    number int NOT NULL,
    base int NOT NULL,
    digest text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_by text NOT NULL,
    login name NOT NULL DEFAULT session_user,
    content text NOT NULL,
    PRIMARY KEY (course, number)
);

-- The last that was heard of each kiosk. offset_ms: what the hub's clock shows more than the kiosk's.
CREATE TABLE checkin.kiosks (
    course uuid NOT NULL REFERENCES checkin.course,
    kiosk text NOT NULL,
    name text NOT NULL,
    door text NOT NULL,
    segment text,
    version text NOT NULL,
    waiting int NOT NULL,
    offset_ms int,
    events bigint NOT NULL,
    vector text NOT NULL,
    figures text,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (course, kiosk)
);

CREATE TABLE checkin.refused (
    course uuid NOT NULL REFERENCES checkin.course,
    segment text NOT NULL,
    seq int NOT NULL,
    hash text NOT NULL,
    reason text NOT NULL,
    kiosk text NOT NULL,
    login name NOT NULL DEFAULT session_user,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (course, segment, seq, hash)
);

CREATE FUNCTION checkin.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of the hub is append-only', TG_TABLE_NAME USING ERRCODE = 'CK003';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkin.events
    FOR EACH STATEMENT EXECUTE FUNCTION checkin.append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkin.revisions
    FOR EACH STATEMENT EXECUTE FUNCTION checkin.append_only();

REVOKE ALL ON SCHEMA checkin FROM PUBLIC;
GRANT USAGE ON SCHEMA checkin TO checkin_kiosk, checkin_organizer;
