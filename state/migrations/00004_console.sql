-- SPDX-FileCopyrightText: 2026 The Gambeson Authors
-- SPDX-License-Identifier: Apache-2.0

-- What a console needs: sessions of browsers, findings that can be filtered, counted and changed by the thousand.

-- +goose Up
CREATE TABLE sessions (
    hash    BLOB NOT NULL PRIMARY KEY,    -- SHA-256 of the cookie's value
    id      TEXT NOT NULL,                -- by which it is listed and ended; no secret
    tenant  TEXT NOT NULL,
    token   BLOB NOT NULL REFERENCES tokens (hash), -- signed in with: it ends with it
    agent   TEXT NOT NULL,                -- the browser, as it says itself
    created INTEGER NOT NULL,
    seen    INTEGER NOT NULL,             -- to the minute
    idle    INTEGER NOT NULL,             -- for how long it may be silent, in nanoseconds
    expires INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_id ON sessions (tenant, id);

-- The columns that lists filter and sort by are apart from the bodies, which are long.
ALTER TABLE findings RENAME TO findings_v1;
DROP INDEX findings_by_case;
DROP INDEX findings_by_time;
CREATE TABLE findings (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which they were recorded
    id       BLOB NOT NULL UNIQUE,
    tenant   TEXT NOT NULL,
    case_id  BLOB NOT NULL REFERENCES cases (id),
    rule     TEXT NOT NULL,
    severity INTEGER NOT NULL,
    state    TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    assignee TEXT NOT NULL DEFAULT '',
    expires  INTEGER NOT NULL DEFAULT 0, -- when its verdict ends; 0: never
    version  INTEGER NOT NULL DEFAULT 1, -- grows by one with every change
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    title    TEXT NOT NULL,
    message  TEXT NOT NULL
) STRICT;
INSERT INTO findings (id, tenant, case_id, rule, severity, state, verdict, reason, version, first, last, recorded, title, message)
    SELECT id, tenant, case_id, rule, severity, state, verdict, reason, iif(state = 'new', 1, 2), first, coalesce(body ->> '$.Finding.Last', first), recorded,
        coalesce(body ->> '$.Finding.Title', ''), coalesce(body ->> '$.Finding.Message', '')
    FROM findings_v1 ORDER BY recorded, rowid;
CREATE INDEX findings_by_case ON findings (case_id, first, id);
CREATE INDEX findings_by_tenant ON findings (tenant, seq);
CREATE INDEX findings_by_time ON findings (tenant, recorded, seq);
CREATE INDEX findings_by_event ON findings (tenant, last, seq);
CREATE INDEX findings_by_severity ON findings (tenant, severity DESC, seq);
CREATE INDEX findings_by_rule ON findings (tenant, rule, state);
CREATE INDEX findings_open ON findings (tenant, severity DESC, seq, state) WHERE state <> 'closed';
CREATE INDEX findings_expiring ON findings (expires) WHERE expires > 0;

CREATE TABLE finding_bodies (
    seq  INTEGER PRIMARY KEY REFERENCES findings (seq),
    body TEXT NOT NULL                    -- JSON: the finding and its links
) STRICT;
INSERT INTO finding_bodies (seq, body) SELECT f.seq, o.body FROM findings_v1 o JOIN findings f ON f.id = o.id;

-- What a finding names, each thing once.
CREATE TABLE terms (
    id     INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind   TEXT NOT NULL,                 -- technique, source, or the kind of an entity
    value  TEXT NOT NULL,
    UNIQUE (tenant, kind, value)
) STRICT;
CREATE TABLE finding_terms (
    seq   INTEGER NOT NULL,               -- of the finding
    class INTEGER NOT NULL,               -- 1 technique, 2 source, 3 entity, 4 an entity that is a detail
    term  INTEGER NOT NULL REFERENCES terms (id),
    PRIMARY KEY (seq, class, term)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_terms_by_term ON finding_terms (term, seq);
CREATE TEMP TABLE named AS
    SELECT f.seq, f.tenant, 1 AS class, 'technique' AS kind, x.value ->> '$.Technique' AS value
        FROM findings f JOIN findings_v1 o ON o.id = f.id, json_each(o.body, '$.Finding.Attacks') x
    UNION SELECT f.seq, f.tenant, 2, 'source', x.value ->> '$.Source'
        FROM findings f JOIN findings_v1 o ON o.id = f.id, json_each(o.body, '$.Finding.Evidence') x
    UNION SELECT f.seq, f.tenant, iif(x.value ->> '$.Kind' IN ('user', 'host', 'address', 'domain', 'workload', 'cloud_resource'), 3, 4),
            x.value ->> '$.Kind', x.value ->> '$.Value'
        FROM findings f JOIN findings_v1 o ON o.id = f.id, json_each(o.body, '$.Finding.Entities') x;
INSERT INTO terms (tenant, kind, value) SELECT DISTINCT tenant, kind, value FROM named ORDER BY 1, 2, 3;
INSERT INTO finding_terms (seq, class, term)
    SELECT n.seq, n.class, t.id FROM named n JOIN terms t ON t.tenant = n.tenant AND t.kind = n.kind AND t.value = n.value;
DROP TABLE named;
DROP TABLE findings_v1;

-- Changes of many things at once, and what they were before.
CREATE TABLE changes (
    id      BLOB NOT NULL PRIMARY KEY,
    tenant  TEXT NOT NULL,
    kind    TEXT NOT NULL,                -- finding, case
    actor   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    change  TEXT NOT NULL,                -- JSON
    applied INTEGER NOT NULL,             -- how many it changed
    skipped TEXT NOT NULL,                -- JSON: how many it did not, by reason
    undone  INTEGER NOT NULL DEFAULT 0,   -- when it was taken back
    restored INTEGER NOT NULL DEFAULT 0   -- how many were what they were, then
) STRICT, WITHOUT ROWID;
CREATE TABLE change_items (
    change   BLOB NOT NULL REFERENCES changes (id),
    kind     TEXT NOT NULL,               -- finding, case
    item     BLOB NOT NULL,               -- its id
    version  INTEGER NOT NULL,            -- that the change gave it
    state    TEXT NOT NULL,               -- from here on: as it was before
    verdict  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    assignee TEXT NOT NULL,
    expires  INTEGER NOT NULL,
    PRIMARY KEY (change, kind, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_items_by_item ON change_items (kind, item);
