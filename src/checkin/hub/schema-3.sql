-- The hub's tables, version 3: bounds on what a station sends, and logins that may make no new station. Can be run again.

-- Bytes that a station may still send (functions.sql: spend), and when they were counted.
ALTER TABLE checkin.stations ADD COLUMN IF NOT EXISTS budget bigint NOT NULL DEFAULT 1000000000;
ALTER TABLE checkin.stations ADD COLUMN IF NOT EXISTS budget_at timestamptz NOT NULL DEFAULT clock_timestamp();

-- False once a station that shares this login was revoked.
ALTER TABLE checkin.members ADD COLUMN IF NOT EXISTS enrols boolean NOT NULL DEFAULT true;

-- One lock on the course for each call of push does the same as one for each event (functions.sql).
ALTER TABLE checkin.events DROP CONSTRAINT IF EXISTS events_course_fkey;
ALTER TABLE checkin.segments DROP CONSTRAINT IF EXISTS segments_course_fkey;

UPDATE checkin.version SET number = 3;
