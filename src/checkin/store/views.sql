-- The facts behind attendance, derived from the events: what is in force, whose it is, and when sessions were held.
-- Any SQLite tool can read them. The rules (slots, late, excused, percentages) are in checkin.core; the figures are in
-- ``checkin export``. Times are UTC, ISO 8601 with milliseconds: text order is time order.

-- What stands: every event that no undo names. An undo is final and cannot itself be undone.
CREATE VIEW standing AS
SELECT e.*
FROM events e
WHERE e.kind <> 'undo'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = e.event_id);

-- The last merge of each person into another who is known here. ``stamp`` orders the merges of all kiosks.
-- Not from ``standing``: SQLite writes a view out wherever it is named, and ``merged`` is named in many places.
CREATE VIEW merge_steps AS
SELECT m.participant, json_extract(m.facts, '$.into') AS target, max(m.at || m.event_id) AS stamp
FROM events m
WHERE m.kind = 'merge' AND m.participant IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = m.event_id)
  AND EXISTS (SELECT 1 FROM participants p WHERE p.id = json_extract(m.facts, '$.into')
              AND (p.added_by IS NULL OR EXISTS (SELECT 1 FROM standing a WHERE a.event_id = p.added_by)))
GROUP BY m.participant;

-- Every merged person and who they are in the end. Everything of ``participant`` belongs to ``other``.
-- Everybody has one step at most, so that ``rooted`` finds each person who comes to no circle in one pass. Few steps lead
-- on to another (``onward``); with all of them the time would grow with the square of their number. In a circle
-- the last merge, in the order of their stamps, has no effect (``closing``): that person stays, and who leads there is
-- that person (``opened``). A circle of more than 64 people has no effect at all: nobody merges so many, and to follow
-- it would take the square of the time.
CREATE VIEW merged AS
WITH RECURSIVE steps AS MATERIALIZED (SELECT participant, target, stamp FROM merge_steps),
onward AS MATERIALIZED (SELECT participant, target FROM steps WHERE target IN (SELECT participant FROM steps)),
rooted(participant, other) AS (
    SELECT participant, target FROM steps WHERE target NOT IN (SELECT participant FROM steps)
    UNION ALL
    SELECT s.participant, r.other FROM rooted r CROSS JOIN onward s ON s.target = r.participant
), closing(stamp, start, place, length) AS (
    SELECT stamp, participant, target, 1 FROM steps WHERE participant NOT IN (SELECT participant FROM rooted)
    UNION ALL
    SELECT w.stamp, w.start, m.target, w.length + 1 FROM closing w CROSS JOIN steps m ON m.participant = w.place
    WHERE m.stamp < w.stamp AND w.place <> w.start AND w.length < 64
), opened(participant, other) AS (
    SELECT start, start FROM closing WHERE place = start
    UNION ALL
    SELECT s.participant, o.other FROM opened o CROSS JOIN steps s ON s.target = o.participant
    WHERE s.participant <> o.other
)
SELECT participant, other FROM rooted
UNION ALL
SELECT participant, other FROM opened WHERE participant <> other;

-- Merges in force that have no effect: they would close a circle, a later merge of the same person replaced them, or
-- their target is not in the record.
CREATE VIEW merges_without_effect AS
SELECT m.event_id, m.participant, json_extract(m.facts, '$.into') AS target, m.at
FROM standing m
WHERE m.kind = 'merge'
  AND NOT EXISTS (SELECT 1 FROM merge_steps s
                  WHERE s.participant = m.participant AND s.stamp = m.at || m.event_id
                    AND s.participant IN (SELECT participant FROM merged));

-- Every code, to whom it was given, and whether another has taken its place. One whose reissue was undone is void too.
CREATE VIEW code_states AS
SELECT c.code, c.participant AS given_to, c.own, c.event,
       EXISTS (SELECT 1 FROM standing r WHERE r.kind = 'reissue' AND r.code = c.code)
       OR (c.event IS NOT NULL AND NOT EXISTS (SELECT 1 FROM standing r WHERE r.event_id = c.event)) AS replaced
FROM codes c;

-- The same, and whose it is now.
CREATE VIEW code_holders AS
SELECT c.code, coalesce((SELECT m.other FROM merged m WHERE m.participant = c.given_to), c.given_to) AS participant,
       c.given_to, c.own, c.event, c.replaced
FROM code_states c;

-- The people, with the code that their badge carries now. Nobody with attendance falls off the list because a
-- later file lacks them; somebody added at the door goes again when that is undone. ``cards`` are the person's own card
-- and those merged into it.
CREATE VIEW roster AS
WITH merged_cards AS MATERIALIZED (SELECT participant, other FROM merged), people AS (
    SELECT p.*, coalesce(f.cards, json_array(p.id)) AS cards
    FROM participants p
    LEFT JOIN (SELECT m.other, json_insert(json_group_array(m.participant), '$[#]', m.other) AS cards
               FROM merged_cards m GROUP BY m.other) f ON f.other = p.id
    WHERE NOT EXISTS (SELECT 1 FROM merged_cards m WHERE m.participant = p.id)
)
SELECT p.id, (SELECT max(h.code) FROM code_states h WHERE h.given_to = p.id AND h.own = 0 AND NOT h.replaced) AS code,
       (SELECT max(h.code) FROM code_states h WHERE h.given_to = p.id AND h.own = 1 AND NOT h.replaced) AS own_code,
       p.own_id,
       -- As it was corrected when the names were proofed, else the roster's.
       coalesce((SELECT json_extract(n.facts, '$.name') FROM standing n
                 WHERE n.kind = 'rename' AND n.participant = p.id ORDER BY n.at DESC, n.event_id DESC LIMIT 1),
                p.name) AS name, p.name AS loaded_name,
       p.given_names, p.family_names, p.email, p.country, p.institution, p.position, p.role,
       (SELECT group_concat(g.name, char(31)) FROM participant_groups g WHERE g.participant = p.id) AS groups,
       p.language,
       -- The last note written at a door, else the roster's.
       coalesce((SELECT json_extract(n.facts, '$.text')
                 FROM json_each(p.cards) c CROSS JOIN standing n ON n.participant = c.value
                 WHERE n.kind = 'note' ORDER BY n.at DESC, n.event_id DESC LIMIT 1), p.note) AS note,
       p.photo, p.facts, p.place,
       p.listed
       OR EXISTS (SELECT 1 FROM json_each(p.cards) c CROSS JOIN standing a ON a.participant = c.value
                  WHERE a.kind = 'mark' OR a.verdict IN ('present', 'late', 'pending')) AS listed,
       p.withdrawn AS withdrawn_by_roster, p.withdrawn_on,
       coalesce((SELECT w.kind = 'withdraw'
                 FROM json_each(p.cards) c CROSS JOIN standing w ON w.participant = c.value
                 WHERE w.kind IN ('withdraw', 'reinstate') ORDER BY w.at DESC, w.event_id DESC LIMIT 1),
                p.withdrawn) AS withdrawn,
       -- By hand, for this card and those merged into it, in order: the kind, the time (UTC), and the day from which
       -- it holds. Without a day a withdrawal holds from the day of its time in ``timezone``.
       (SELECT group_concat(act, char(31)) FROM (
            SELECT w.kind || ' ' || w.at || ' ' || coalesce(json_extract(w.facts, '$.from'), '') AS act
            FROM json_each(p.cards) c CROSS JOIN standing w ON w.participant = c.value
            WHERE w.kind IN ('withdraw', 'reinstate') ORDER BY w.at, w.event_id)) AS withdrawals,
       (SELECT value FROM course WHERE key = 'timezone') AS timezone
FROM people p
WHERE p.added_by IS NULL OR EXISTS (SELECT 1 FROM standing a WHERE a.event_id = p.added_by);

-- The same for sessions that were held as a part of another.
CREATE VIEW session_merge_steps AS
SELECT m.session, json_extract(m.facts, '$.into') AS target, max(m.at || m.event_id) AS stamp
FROM events m
WHERE m.kind = 'session_merge' AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = m.event_id)
  AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = json_extract(m.facts, '$.into'))
GROUP BY m.session;

CREATE VIEW merged_sessions AS
WITH RECURSIVE steps AS MATERIALIZED (SELECT session, target, stamp FROM session_merge_steps),
rooted(session, other) AS (
    SELECT session, target FROM steps WHERE target NOT IN (SELECT session FROM steps)
    UNION ALL
    SELECT s.session, r.other FROM rooted r CROSS JOIN steps s ON s.target = r.session
), closing(stamp, start, place, length) AS (
    SELECT stamp, session, target, 1 FROM steps WHERE session NOT IN (SELECT session FROM rooted)
    UNION ALL
    SELECT w.stamp, w.start, m.target, w.length + 1 FROM closing w CROSS JOIN steps m ON m.session = w.place
    WHERE m.stamp < w.stamp AND w.place <> w.start AND w.length < 64
), opened(session, other) AS (
    SELECT start, start FROM closing WHERE place = start
    UNION ALL
    SELECT s.session, o.other FROM opened o CROSS JOIN steps s ON s.target = o.session WHERE s.session <> o.other
)
SELECT session, other FROM rooted
UNION ALL
SELECT session, other FROM opened WHERE session <> other;

-- When and where a session really was, where that is not what the programme says. Time and room are apart: a change of
-- the room (``only`` = 'room') leaves the time as it was, and of the time the room. Of each the last word holds.
CREATE VIEW session_words AS
SELECT c.event_id, c.session, c.ref, c.at || c.event_id AS stamp, c.facts,
       json_extract(c.facts, '$.only') IS NOT 'room' AS says_time, json_extract(c.facts, '$.only') IS NOT 'time' AS says_room
FROM standing c
WHERE c.kind IN ('session_shift', 'session_move')
  AND json_extract(c.facts, '$.starts_at') GLOB '????-??-??T??:??:??.???Z'
  AND json_extract(c.facts, '$.ends_at') GLOB '????-??-??T??:??:??.???Z';

CREATE VIEW session_changes AS
WITH times AS (
    SELECT c.session, json_extract(c.facts, '$.starts_at') AS starts_at, json_extract(c.facts, '$.ends_at') AS ends_at,
           json_extract(c.facts, '$.day') AS day, c.event_id, max(c.stamp)
    FROM session_words c
    WHERE c.says_time AND NOT EXISTS (SELECT 1 FROM session_words n WHERE n.ref = c.event_id AND n.says_time)
    GROUP BY c.session
), rooms AS (
    SELECT c.session, json_extract(c.facts, '$.room') AS room, c.event_id, max(c.stamp)
    FROM session_words c
    WHERE c.says_room AND NOT EXISTS (SELECT 1 FROM session_words n WHERE n.ref = c.event_id AND n.says_room)
    GROUP BY c.session
)
SELECT s.session, t.starts_at, t.ends_at, t.day, t.event_id AS time_event, r.room, r.event_id AS room_event
FROM (SELECT session FROM times UNION SELECT session FROM rooms) s
LEFT JOIN times t ON t.session = s.session LEFT JOIN rooms r ON r.session = s.session;

-- The sessions that are held, as they happened, with the moment after which an arrival is late. One that the programme
-- no longer has stays while somebody has attended it, or another session was held as a part of it.
CREATE VIEW programme AS
WITH held AS MATERIALIZED (SELECT session, other FROM merged_sessions), happened AS (
    SELECT s.*, coalesce(c.starts_at, s.starts_at) AS begins, coalesce(c.ends_at, s.ends_at) AS finishes,
           coalesce(c.day, s.day) AS held_on, coalesce(c.room, s.room) AS held_in
    FROM sessions s LEFT JOIN session_changes c ON c.session = s.id
)
SELECT s.id, s.title, s.begins AS starts_at, s.finishes AS ends_at, s.held_on AS day, s.held_in AS room,
       s.theme, s.speakers, s.language,
       -- Of a session into which others were merged: the groups of all; everybody, if one of them was for everybody.
       CASE WHEN EXISTS (SELECT 1 FROM held t WHERE t.other = s.id
                         AND NOT EXISTS (SELECT 1 FROM session_groups g WHERE g.session = t.session)) THEN NULL
            WHEN EXISTS (SELECT 1 FROM session_groups g WHERE g.session = s.id) THEN
                (SELECT group_concat(name, char(31)) FROM (
                     SELECT g.name FROM session_groups g WHERE g.session = s.id
                     UNION SELECT g.name FROM held t JOIN session_groups g ON g.session = t.session
                     WHERE t.other = s.id)) END AS groups,
       s.kind, s.counts, s.required, coalesce(s.slot, '') AS slot,
       CAST(round((julianday(s.finishes) - julianday(s.begins)) * 1440) AS INTEGER) AS length,
       strftime('%Y-%m-%dT%H:%M:%fZ', s.begins,
                (SELECT value FROM course WHERE key = 'late_after') || ' minutes') AS late_at,
       EXISTS (SELECT 1 FROM standing c WHERE c.kind = 'session_close' AND c.session = s.id) AS closed
FROM happened s
WHERE (s.listed
       OR EXISTS (SELECT 1 FROM standing e WHERE e.session = s.id AND e.participant IS NOT NULL
                  AND (e.kind = 'mark' OR e.verdict IN ('present', 'late', 'pending')))
       OR EXISTS (SELECT 1 FROM held t JOIN sessions part ON part.id = t.session
                  WHERE t.other = s.id AND (part.listed OR EXISTS (
                      SELECT 1 FROM standing e WHERE e.session = t.session AND e.participant IS NOT NULL
                      AND (e.kind = 'mark' OR e.verdict IN ('present', 'late', 'pending'))))))
  AND NOT EXISTS (SELECT 1 FROM standing c WHERE c.kind = 'session_cancel' AND c.session = s.id)
  AND NOT EXISTS (SELECT 1 FROM held c WHERE c.session = s.id);

-- Every scan that stands and counts. A pending one belongs to whoever holds its code by now.
CREATE VIEW entries AS
WITH cards AS MATERIALIZED (SELECT participant, other FROM merged),
     held AS MATERIALIZED (SELECT session, other FROM merged_sessions)
SELECT s.participant, s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM standing s
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.session IS NOT NULL
  AND s.verdict IN ('present', 'late', 'pending')
  AND NOT EXISTS (SELECT 1 FROM cards m WHERE m.participant = s.participant)
UNION ALL
SELECT m.other, s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM cards m CROSS JOIN standing s ON s.participant = m.participant
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.session IS NOT NULL
  AND s.verdict IN ('present', 'late', 'pending')
UNION ALL
SELECT coalesce((SELECT m.other FROM cards m WHERE m.participant = c.participant), c.participant),
       s.session, s.at, s.event_id, s.door, s.verdict, s.how
FROM standing s JOIN codes c ON c.code = s.code
WHERE s.kind = 'scan' AND s.participant IS NULL AND s.verdict = 'pending'
UNION ALL
SELECT coalesce((SELECT m.other FROM cards m WHERE m.participant = s.participant), s.participant),
       t.other, s.at, s.event_id, s.door, s.verdict, s.how
FROM held t CROSS JOIN standing s ON s.session = t.session
WHERE s.kind = 'scan' AND s.participant IS NOT NULL AND s.verdict IN ('present', 'late', 'pending')
UNION ALL
SELECT coalesce((SELECT m.other FROM cards m WHERE m.participant = c.participant), c.participant),
       t.other, s.at, s.event_id, s.door, s.verdict, s.how
FROM held t CROSS JOIN standing s ON s.session = t.session JOIN codes c ON c.code = s.code
WHERE s.kind = 'scan' AND s.participant IS NULL AND s.verdict = 'pending';

-- Everybody's leavings, where the course records them.
CREATE VIEW exits AS
SELECT coalesce(m.other, s.participant) AS participant, coalesce(t.other, s.session) AS session, s.at
FROM standing s
LEFT JOIN merged m ON m.participant = s.participant
LEFT JOIN merged_sessions t ON t.session = s.session
WHERE s.kind = 'exit' AND s.participant IS NOT NULL AND s.session IS NOT NULL;

-- The earliest of them, for each person and session. The event's id decides between equal times, so that the
-- answer does not depend on the order in which events came together.
CREATE VIEW first_entries AS
SELECT participant, session, min(at || event_id) AS first, count(*) AS scans
FROM entries
GROUP BY participant, session;

-- The last word by hand: marks and excuses that no later word took the place of. A later word that is about another
-- person or session, since a merge was undone, takes the place of nothing.
CREATE VIEW decisions AS
WITH cards AS MATERIALIZED (SELECT participant, other FROM merged),
     held AS MATERIALIZED (SELECT session, other FROM merged_sessions)
SELECT d.event_id, d.kind, d.participant, d.session, d.at, d.door, d.facts
FROM standing d
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan')
    AND coalesce((SELECT m.other FROM cards m WHERE m.participant = n.participant), n.participant)
      = coalesce((SELECT m.other FROM cards m WHERE m.participant = d.participant), d.participant)
    AND coalesce((SELECT t.other FROM held t WHERE t.session = n.session), n.session, '')
      = coalesce((SELECT t.other FROM held t WHERE t.session = d.session), d.session, ''))
  AND NOT EXISTS (SELECT 1 FROM cards m WHERE m.participant = d.participant)
UNION ALL
SELECT d.event_id, d.kind, m.other, d.session, d.at, d.door, d.facts
FROM cards m CROSS JOIN standing d ON d.participant = m.participant
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan')
    AND coalesce((SELECT m.other FROM cards m WHERE m.participant = n.participant), n.participant)
      = coalesce((SELECT m.other FROM cards m WHERE m.participant = d.participant), d.participant)
    AND coalesce((SELECT t.other FROM held t WHERE t.session = n.session), n.session, '')
      = coalesce((SELECT t.other FROM held t WHERE t.session = d.session), d.session, ''))
UNION ALL
SELECT d.event_id, d.kind, coalesce((SELECT m.other FROM cards m WHERE m.participant = d.participant), d.participant),
       t.other, d.at, d.door, d.facts
FROM held t CROSS JOIN standing d ON d.session = t.session
WHERE d.kind IN ('mark', 'excuse')
  AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = d.event_id AND n.kind IN ('mark', 'excuse', 'scan')
    AND coalesce((SELECT m.other FROM cards m WHERE m.participant = n.participant), n.participant)
      = coalesce((SELECT m.other FROM cards m WHERE m.participant = d.participant), d.participant)
    AND coalesce((SELECT t.other FROM held t WHERE t.session = n.session), n.session, '')
      = coalesce((SELECT t.other FROM held t WHERE t.session = d.session), d.session, ''));

-- An excuse is for one session, or for the local days from facts.from to facts.to.
CREATE VIEW excuses AS
SELECT d.participant, s.id AS session, max(d.at || d.event_id) AS last
FROM decisions d
JOIN programme s ON s.id = d.session
     OR (d.session IS NULL AND s.day BETWEEN json_extract(d.facts, '$.from') AND json_extract(d.facts, '$.to'))
WHERE d.kind = 'excuse'
GROUP BY d.participant, s.id;
