-- Attendance, derived from the events. One definition of present, late, excused and absent, for the door, the
-- figures and any SQLite tool. Times are UTC, ISO 8601 with milliseconds: text order is time order.

-- What stands: every event that no undo names. An undo is final and cannot itself be undone.
CREATE VIEW standing AS
SELECT e.*
FROM events e
WHERE e.kind <> 'undo'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = e.event_id);

-- Who turned out to be somebody else of the roster: whatever happened to them happened to that one. The last word counts.
CREATE VIEW merged AS
SELECT participant, other
FROM (SELECT m.participant, json_extract(m.facts, '$.into') AS other, max(m.at || m.event_id)
      FROM standing m WHERE m.kind = 'merge' GROUP BY m.participant);

-- Every code, whose it is, and whether another has taken its place. A code whose reissue was undone is void too.
CREATE VIEW code_holders AS
SELECT c.code, coalesce((SELECT m.other FROM merged m WHERE m.participant = c.participant), c.participant) AS participant,
       c.participant AS given_to, c.own, c.event,
       EXISTS (SELECT 1 FROM standing r WHERE r.kind = 'reissue' AND r.code = c.code)
       OR (c.event IS NOT NULL AND NOT EXISTS (SELECT 1 FROM standing r WHERE r.event_id = c.event)) AS replaced
FROM codes c;

-- The people, with the code that their badge carries now. Nobody with attendance falls off the list because a
-- later file lacks them; somebody added at the door goes again when that is undone.
CREATE VIEW roster AS
SELECT p.id, (SELECT max(h.code) FROM code_holders h WHERE h.given_to = p.id AND h.own = 0 AND NOT h.replaced) AS code,
       (SELECT max(h.code) FROM code_holders h WHERE h.given_to = p.id AND h.own = 1 AND NOT h.replaced) AS own_code,
       p.own_id,
       -- As it was corrected when the names were proofed, else the roster's.
       coalesce((SELECT json_extract(n.facts, '$.name') FROM standing n
                 WHERE n.kind = 'rename' AND n.participant = p.id ORDER BY n.at DESC, n.event_id DESC LIMIT 1),
                p.name) AS name,
       p.given_names, p.family_names, p.email, p.country, p.institution, p.position, p.role,
       (SELECT group_concat(g.name, char(31)) FROM participant_groups g WHERE g.participant = p.id) AS groups,
       p.language,
       -- The last note written at a door, else the roster's.
       coalesce((SELECT json_extract(n.facts, '$.text') FROM standing n
                 WHERE n.kind = 'note' AND n.participant = p.id ORDER BY n.at DESC, n.event_id DESC LIMIT 1),
                p.note) AS note,
       p.photo, p.facts, p.place,
       p.listed
       OR EXISTS (SELECT 1 FROM standing a WHERE a.participant = p.id
                  AND (a.kind = 'mark' OR a.verdict IN ('present', 'late', 'pending'))) AS listed,
       p.withdrawn AS withdrawn_by_roster,
       p.withdrawn
       OR EXISTS (SELECT 1 FROM standing w WHERE w.kind = 'withdraw' AND w.participant = p.id) AS withdrawn
FROM participants p
WHERE (p.added_by IS NULL OR EXISTS (SELECT 1 FROM standing a WHERE a.event_id = p.added_by))
  AND NOT EXISTS (SELECT 1 FROM standing m WHERE m.kind = 'merge' AND m.participant = p.id);

-- The session that another turned out to be a part of. The last word counts.
CREATE VIEW merged_sessions AS
SELECT session, other
FROM (SELECT m.session, json_extract(m.facts, '$.into') AS other, max(m.at || m.event_id)
      FROM standing m WHERE m.kind = 'session_merge' GROUP BY m.session);

-- When and where a session really was, where that is not what the programme says. The last word holds all of it.
CREATE VIEW session_changes AS
SELECT c.session, json_extract(c.facts, '$.starts_at') AS starts_at, json_extract(c.facts, '$.ends_at') AS ends_at,
       json_extract(c.facts, '$.day') AS day, json_extract(c.facts, '$.room') AS room, max(c.at || c.event_id) AS last
FROM standing c
WHERE c.kind IN ('session_shift', 'session_move')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = c.event_id AND n.kind IN ('session_shift', 'session_move'))
GROUP BY c.session;

-- The sessions that are held, as they happened, with the moment after which an arrival is late.
CREATE VIEW programme AS
WITH happened AS (
    SELECT s.*, coalesce(c.starts_at, s.starts_at) AS begins, coalesce(c.ends_at, s.ends_at) AS finishes,
           coalesce(c.day, s.day) AS held_on, coalesce(c.room, s.room) AS held_in
    FROM sessions s LEFT JOIN session_changes c ON c.session = s.id
)
SELECT s.id, s.title, s.begins AS starts_at, s.finishes AS ends_at, s.held_on AS day, s.held_in AS room,
       s.theme, s.speakers, s.language,
       (SELECT group_concat(g.name, char(31)) FROM session_groups g WHERE g.session = s.id) AS groups,
       s.kind, s.counts, s.required,
       CAST(round((julianday(s.finishes) - julianday(s.begins)) * 1440) AS INTEGER) AS length,
       strftime('%Y-%m-%dT%H:%M:%fZ', s.begins,
                (SELECT value FROM course WHERE key = 'late_after') || ' minutes') AS late_at,
       EXISTS (SELECT 1 FROM standing c WHERE c.kind = 'session_close' AND c.session = s.id) AS closed
FROM happened s
WHERE (s.listed OR EXISTS (SELECT 1 FROM events e WHERE e.session = s.id AND e.participant IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM standing c WHERE c.kind = 'session_cancel' AND c.session = s.id)
  AND NOT EXISTS (SELECT 1 FROM standing c WHERE c.kind = 'session_merge' AND c.session = s.id);

-- Every scan that stands and counts. A pending one belongs to whoever holds its code by now.
CREATE VIEW entries AS
SELECT s.participant, s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM standing s
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.session IS NOT NULL
  AND s.verdict IN ('present', 'late', 'pending')
  AND NOT EXISTS (SELECT 1 FROM standing m WHERE m.kind = 'merge' AND m.participant = s.participant)
UNION ALL
SELECT m.other, s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM merged m JOIN standing s ON s.participant = m.participant
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.session IS NOT NULL
  AND s.verdict IN ('present', 'late', 'pending')
UNION ALL
SELECT h.participant, s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM standing s JOIN code_holders h ON h.code = s.code
WHERE s.kind = 'scan' AND s.participant IS NULL AND s.verdict = 'pending'
UNION ALL
SELECT coalesce((SELECT m.other FROM merged m WHERE m.participant = s.participant), s.participant),
       t.other, s.at, s.event_id, s.door, s.verdict, s.how
FROM merged_sessions t CROSS JOIN standing s ON s.session = t.session
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.verdict IN ('present', 'late', 'pending')
UNION ALL
SELECT h.participant, t.other, s.at, s.event_id, s.door, s.verdict, s.how
FROM merged_sessions t CROSS JOIN standing s ON s.session = t.session JOIN code_holders h ON h.code = s.code
WHERE s.kind = 'scan' AND s.participant IS NULL AND s.verdict = 'pending';

-- Everybody's leavings, where the course records them.
CREATE VIEW exits AS
SELECT coalesce(m.other, s.participant) AS participant, coalesce(t.other, s.session) AS session, s.at
FROM standing s
LEFT JOIN merged m ON m.participant = s.participant
LEFT JOIN merged_sessions t ON t.session = s.session
WHERE s.kind = 'exit' AND s.participant IS NOT NULL AND s.session IS NOT NULL;

-- How long those were inside who left at least once. An entry lasts to the next exit, or to the session's end; the
-- first one, if it was in time, counts from the beginning. left_at: they were not back when it ended.
CREATE VIEW stays AS
WITH gone AS MATERIALIZED (
    SELECT DISTINCT participant, session FROM exits
), moves AS (
    SELECT e.participant, e.session, e.at, 1 AS inside
    FROM gone g JOIN entries e ON e.participant = g.participant AND e.session = g.session
    UNION ALL
    -- Who was marked present by hand came when the mark says, else in time.
    SELECT g.participant, g.session, coalesce(json_extract(d.facts, '$.at'), p.starts_at), 1
    FROM gone g
    JOIN decisions d ON d.participant = g.participant AND d.session = g.session AND d.kind = 'mark'
    JOIN programme p ON p.id = g.session
    WHERE json_extract(d.facts, '$.status') = 'present'
      AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.participant = g.participant AND e.session = g.session)
    UNION ALL SELECT participant, session, at, 0 FROM exits
), timed AS (
    SELECT m.*, lead(m.at) OVER one AS until, row_number() OVER one AS place
    FROM moves m
    WINDOW one AS (PARTITION BY m.participant, m.session ORDER BY m.at, m.inside)
)
SELECT t.participant, t.session,
       max(CASE WHEN NOT t.inside AND t.until IS NULL AND t.at < s.ends_at THEN t.at END) AS left_at,
       CAST(sum(CASE WHEN t.inside THEN
           max(0.0, julianday(min(coalesce(t.until, s.ends_at), s.ends_at))
                    - julianday(CASE WHEN t.place = 1 AND t.at <= s.late_at THEN s.starts_at
                                     ELSE max(t.at, s.starts_at) END)) ELSE 0.0 END) * 1440 + 0.0001 AS INTEGER) AS minutes
FROM timed t JOIN programme s ON s.id = t.session
GROUP BY t.participant, t.session;

-- The earliest of them, for each person and session. The event's id decides between equal times, so that the
-- answer does not depend on the order in which events came together.
CREATE VIEW first_entries AS
SELECT participant, session, min(at || event_id) AS first, count(*) AS scans
FROM entries
GROUP BY participant, session;

-- The last word by hand: marks and excuses that nothing later took the place of.
CREATE VIEW decisions AS
SELECT d.event_id, d.kind, d.participant, d.session, d.at, d.door, d.facts
FROM standing d
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan'))
  AND NOT EXISTS (SELECT 1 FROM standing m WHERE m.kind = 'merge' AND m.participant = d.participant)
UNION ALL
SELECT d.event_id, d.kind, m.other, d.session, d.at, d.door, d.facts
FROM merged m JOIN standing d ON d.participant = m.participant
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan'))
UNION ALL
SELECT d.event_id, d.kind, coalesce((SELECT m.other FROM merged m WHERE m.participant = d.participant), d.participant),
       t.other, d.at, d.door, d.facts
FROM merged_sessions t CROSS JOIN standing d ON d.session = t.session
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan'));

CREATE VIEW marks AS
SELECT participant, session, max(at || event_id) AS last
FROM decisions
WHERE kind = 'mark'
GROUP BY participant, session;

-- An excuse is for one session, or for the local days from facts.from to facts.to.
CREATE VIEW excuses AS
SELECT d.participant, s.id AS session, max(d.at || d.event_id) AS last
FROM decisions d
JOIN programme s ON s.id = d.session
     OR (d.session IS NULL AND s.day BETWEEN json_extract(d.facts, '$.from') AND json_extract(d.facts, '$.to'))
WHERE d.kind = 'excuse'
GROUP BY d.participant, s.id;

-- Who is expected where: participants on the list, at the sessions for everybody or for a group of theirs.
CREATE VIEW expected AS
WITH people AS MATERIALIZED (
    SELECT id FROM roster WHERE role = 'participant' AND NOT withdrawn AND listed
), held AS MATERIALIZED (
    SELECT id, groups FROM programme
), chosen AS MATERIALIZED (
    SELECT DISTINCT g.session, m.participant
    FROM session_groups g JOIN participant_groups m ON m.name = g.name
    UNION SELECT g.session, p.id FROM session_groups g JOIN people p ON g.name = 'participant'
)
SELECT p.id AS participant, s.id AS session FROM people p CROSS JOIN held s WHERE s.groups IS NULL
UNION ALL
SELECT p.id, s.id FROM chosen c JOIN people p ON p.id = c.participant JOIN held s ON s.id = c.session;

-- One row for a person and a session: whoever was expected, and whoever came. Of sessions that begin at one moment
-- somebody is expected at one: where they came, else where they are excused, else the first.
CREATE VIEW attendance AS
WITH people AS MATERIALIZED (
    SELECT * FROM roster
), held AS MATERIALIZED (
    SELECT p.*, (SELECT json_extract(c.facts, '$.rest') FROM standing c
                 WHERE c.kind = 'session_close' AND c.session = p.id
                   AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = c.event_id AND n.kind = 'session_close')
                 ORDER BY c.at DESC, c.event_id DESC LIMIT 1) AS rest
    FROM programme p
), came AS MATERIALIZED (
    SELECT participant, session, first FROM first_entries
), marked AS MATERIALIZED (
    SELECT participant, session, last FROM marks
), pardoned AS MATERIALIZED (
    SELECT participant, session FROM excuses
), stayed AS MATERIALIZED (
    SELECT participant, session, minutes, left_at FROM stays
), pairs AS MATERIALIZED (
    SELECT participant, session, max(expected) AS expected
    FROM (
        SELECT participant, session, 1 AS expected FROM expected
        UNION ALL SELECT participant, session, 0 FROM came
        UNION ALL SELECT participant, session, 0 FROM marked
    )
    GROUP BY participant, session
), facts AS (
    SELECT q.participant, q.session, q.expected, h.rest, h.starts_at,
           substr(f.first, 1, 24) AS entered_at, e.door, e.how,
           json_extract(m.facts, '$.status') AS mark, json_extract(m.facts, '$.at') AS marked_at,
           x.participant IS NOT NULL AS excused, y.minutes AS inside, y.left_at
    FROM pairs q
    JOIN held h ON h.id = q.session
    LEFT JOIN came f ON f.participant = q.participant AND f.session = q.session
    LEFT JOIN events e ON e.event_id = substr(f.first, 25)
    LEFT JOIN marked k ON k.participant = q.participant AND k.session = q.session
    LEFT JOIN events m ON m.event_id = substr(k.last, 25)
    LEFT JOIN pardoned x ON x.participant = q.participant AND x.session = q.session
    LEFT JOIN stayed y ON y.participant = q.participant AND y.session = q.session
), settled AS (
    SELECT facts.*, coalesce(entered_at, marked_at) AS arrived_at,
           CASE
               WHEN mark = 'absent' THEN 'absent'
               WHEN mark = 'present' OR entered_at IS NOT NULL THEN 'present'
               WHEN excused THEN 'excused'
               ELSE coalesce(rest, 'unmarked')
           END AS said
    FROM facts
), placed AS (
    SELECT settled.*,
           row_number() OVER (PARTITION BY participant, starts_at, expected
                              ORDER BY said = 'present' DESC, said = 'excused' DESC, session) AS place
    FROM settled
)
SELECT p.id AS participant, p.code, p.name, p.country, t.session, s.title, s.starts_at, s.ends_at,
       CASE WHEN t.said = 'present' AND t.arrived_at > s.late_at THEN 'late' ELSE t.said END AS status,
       CASE WHEN t.said = 'present' THEN t.arrived_at END AS at,
       CASE WHEN t.said = 'present' THEN
           CASE WHEN t.inside IS NOT NULL THEN t.inside
                WHEN t.arrived_at > s.late_at
                THEN max(0, CAST((julianday(s.ends_at) - julianday(t.arrived_at)) * 1440 + 0.0001 AS INTEGER))
                ELSE s.length END
           ELSE 0 END AS minutes,
       CASE WHEN t.said = 'present' THEN t.left_at END AS left_at,
       CASE WHEN t.said = 'present' THEN t.door END AS door,
       CASE
           WHEN t.mark IS NOT NULL THEN 'correction'
           WHEN t.entered_at IS NOT NULL THEN coalesce(t.how, 'scanned')
           WHEN t.excused THEN 'excuse'
           WHEN t.rest IS NOT NULL THEN 'closing'
       END AS source,
       CASE WHEN t.said = 'present' AND t.arrived_at > s.late_at
            THEN CAST((julianday(t.arrived_at) - julianday(s.starts_at)) * 1440 + 0.0001 AS INTEGER) ELSE 0 END AS late_by,
       t.expected AND t.place = 1 AS expected, s.length, s.kind, s.counts, s.required
FROM placed t
JOIN held s ON s.id = t.session
JOIN people p ON p.id = t.participant
WHERE NOT t.expected OR t.place = 1 OR t.said = 'present';

CREATE VIEW session_attendance AS
SELECT s.id AS session, s.title, s.starts_at, s.ends_at, s.room,
       count(*) FILTER (WHERE a.expected) AS expected,
       count(*) FILTER (WHERE a.expected AND a.status = 'present') AS present,
       count(*) FILTER (WHERE a.expected AND a.status = 'late') AS late,
       count(*) FILTER (WHERE a.expected AND a.status = 'excused') AS excused,
       count(*) FILTER (WHERE a.expected AND a.status = 'absent') AS absent,
       count(*) FILTER (WHERE a.expected AND a.status = 'unmarked') AS unmarked,
       count(*) FILTER (WHERE NOT a.expected AND a.status IN ('present', 'late')) AS others,
       s.closed
FROM programme s LEFT JOIN attendance a ON a.session = s.id
GROUP BY s.id;

CREATE VIEW participant_attendance AS
SELECT p.code, p.name, p.country, p.institution, p.role,
       count(*) FILTER (WHERE a.expected AND a.counts) AS expected,
       count(*) FILTER (WHERE a.counts AND a.status = 'present') AS present,
       count(*) FILTER (WHERE a.counts AND a.status = 'late') AS late,
       count(*) FILTER (WHERE a.counts AND a.status = 'excused') AS excused,
       count(*) FILTER (WHERE a.counts AND a.status = 'absent') AS absent,
       count(*) FILTER (WHERE a.counts AND a.status = 'unmarked') AS unmarked,
       coalesce(sum(a.minutes), 0) AS minutes
FROM roster p LEFT JOIN attendance a ON a.participant = p.id
GROUP BY p.id;
