-- SPDX-FileCopyrightText: 2026 The Gambeson Authors
-- SPDX-License-Identifier: Apache-2.0

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE sources (
    tenant  TEXT NOT NULL,
    name    TEXT NOT NULL,
    format  TEXT NOT NULL,
    ranges  TEXT NOT NULL,               -- JSON list of CIDR prefixes
    created INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0, certificates TEXT NOT NULL DEFAULT '[]', seen INTEGER NOT NULL DEFAULT 0,  -- 0: it may send
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE tokens (
    hash    BLOB NOT NULL PRIMARY KEY,   -- SHA-256 of the token
    tenant  TEXT NOT NULL,
    kind    TEXT NOT NULL,               -- source, api
    name    TEXT NOT NULL,               -- of the source, or of the API token
    scopes  TEXT NOT NULL,               -- JSON list
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL DEFAULT 0,  -- 0: never
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_name ON tokens (tenant, kind, name);
CREATE TABLE cases (
    id          BLOB NOT NULL PRIMARY KEY,
    tenant      TEXT NOT NULL,
    title       TEXT NOT NULL,
    severity    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    assignee    TEXT NOT NULL,
    merged_into BLOB,
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    opened      INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    techniques  TEXT NOT NULL,           -- JSON lists from here on
    analytics   TEXT NOT NULL,
    sources     TEXT NOT NULL,
    entities    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_time ON cases (tenant, opened, id);
CREATE TABLE audit (
    seq     INTEGER NOT NULL PRIMARY KEY, -- from 1, without gaps
    at      INTEGER NOT NULL,
    tenant  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    object  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    key     TEXT NOT NULL,                -- idempotency key, may be empty
    details TEXT NOT NULL,                -- JSON
    prev    BLOB NOT NULL,
    hash    BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_by_key ON audit (tenant, actor, key) WHERE key <> '';
CREATE INDEX audit_by_object ON audit (tenant, kind, object, seq);
CREATE TABLE deadletters (
    id       BLOB NOT NULL PRIMARY KEY,   -- the event's id
    tenant   TEXT NOT NULL,
    source   TEXT NOT NULL,
    format   TEXT NOT NULL,
    class    TEXT NOT NULL,               -- of the error
    message  TEXT NOT NULL,
    bytes    INTEGER NOT NULL,
    shard    INTEGER NOT NULL,            -- where the log keeps it
    position INTEGER NOT NULL,
    received INTEGER NOT NULL,
    state    TEXT NOT NULL                -- waiting, replayed, dropped
) STRICT, WITHOUT ROWID;
CREATE INDEX deadletters_by_time ON deadletters (tenant, received, id);
CREATE TABLE checkpoints (
    consumer TEXT NOT NULL,
    shard    INTEGER NOT NULL,
    epoch    TEXT NOT NULL,
    position INTEGER NOT NULL,            -- the last one whose effects are kept
    PRIMARY KEY (consumer, shard)
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
    consumer TEXT NOT NULL,
    shard    INTEGER NOT NULL,
    epoch    TEXT NOT NULL,
    position INTEGER NOT NULL,            -- the last one the snapshot knows
    data     BLOB NOT NULL,
    sum      BLOB NOT NULL,               -- SHA-256 of data
    PRIMARY KEY (consumer, shard)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    id       BLOB NOT NULL PRIMARY KEY,
    tenant   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    case_id  BLOB NOT NULL REFERENCES cases (id),
    state    TEXT NOT NULL,               -- waiting, delivered, dead
    attempts INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    created  INTEGER NOT NULL,
    error    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (channel, state, due);
CREATE TABLE reprocessings (
    id            BLOB NOT NULL PRIMARY KEY,
    tenant        TEXT NOT NULL,
    source        TEXT NOT NULL,           -- empty: all
    since         INTEGER NOT NULL,        -- received from then on
    until         INTEGER NOT NULL,        -- and before
    actor         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    state         TEXT NOT NULL,           -- running, done, failed
    error         TEXT NOT NULL,
    created       INTEGER NOT NULL,
    finished      INTEGER NOT NULL DEFAULT 0,
    complete_from INTEGER NOT NULL,        -- from when on the log had everything; 0: always
    shards        TEXT NOT NULL,           -- JSON list: how far it has come in each
    records       INTEGER NOT NULL,
    findings      INTEGER NOT NULL,
    letters       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reprocessings_one ON reprocessings (state) WHERE state = 'running';
CREATE INDEX reprocessings_by_time ON reprocessings (tenant, created, id);
CREATE INDEX deadletters_waiting ON deadletters (shard, position) WHERE state = 'waiting';
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
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-24 18:26:59');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-24 18:26:59');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-24 18:26:59');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-24 18:26:59');
INSERT INTO goose_db_version VALUES (5, 4, 1, '2026-11-24 18:26:59');
INSERT INTO sources VALUES ('acme', 'okta', 'okta', '[]', 1700000000000000005, 0, '[]', 0);
INSERT INTO tokens VALUES (X'250EAE0D9AE097D063D5188D21532CB0547CA791DDD48BA16CACF12D6BF79472', 'acme', 'source', 'okta', '[]', 1700000000000000005, 0, 0);
INSERT INTO cases VALUES (X'96E68B079A326E6F02FBD8C707486253', 'acme', 'Found by r1', 3, 'closed', 'true_positive', 'it was', '', NULL, 1700000001000000000, 1700000002000000001, 1700000000000000001, 1700000000000000003, 3, 2, '["T1078"]', '["r1","r2"]', '["okta"]', '[{"kind":"user","value":"alice","findings":1},{"kind":"user","value":"bob","findings":1}]');
INSERT INTO audit VALUES (1, 1700000000000000002, 'acme', 'correlate', 'open', 'case', '96e68b079a326e6f02fbd8c707486253', '', '', '{}', X'0000000000000000000000000000000000000000000000000000000000000000', X'0A31C57C9A0F3DD99F5CB361CACB7499B66FAF0DD3CB0842E60060F954EC2D68');
INSERT INTO audit VALUES (2, 1700000000000000004, 'acme', 'ada', 'close', 'case', '96e68b079a326e6f02fbd8c707486253', 'it was', 'close', '{"kind":"close","verdict":"true_positive","reason":"it was"}', X'0A31C57C9A0F3DD99F5CB361CACB7499B66FAF0DD3CB0842E60060F954EC2D68', X'811388BA0F5B3FBD8686A4327E9C2311D2CC5BB2CA47A623A0AAB39B59B91893');
INSERT INTO audit VALUES (3, 1700000000000000006, 'acme', 'ada', 'add', 'source', 'okta', 'a test', 'add', '{"format":"okta","ranges":null}', X'811388BA0F5B3FBD8686A4327E9C2311D2CC5BB2CA47A623A0AAB39B59B91893', X'C77C6756825573B1C8D9BA954AA1065C0C87C5E4E66DB94B59FF9ED1A3E90DD2');
INSERT INTO deadletters VALUES (X'07000000000000000000000000000000', 'acme', 'okta', '', 'syntax', 'bad', 3, 0, 4, 0, 'waiting');
INSERT INTO checkpoints VALUES ('c', 1, 'e', 5);
INSERT INTO snapshots VALUES ('c', 1, 'e', 5, X'736E617073686F74', X'16A0EEB0791B6C92451FD284DD9F599E0A7DBE7F6EBEA6E2D2D06C7F74AEC112');
INSERT INTO outbox VALUES (X'F2C3B0996368B9CFF556A781781F8719', 'acme', 'webhook', X'96E68B079A326E6F02FBD8C707486253', 'waiting', 0, 1700000000000000001, 1700000000000000001, '');
INSERT INTO findings VALUES (1, X'96E68B079A326E6F02FBD8C707486253', 'acme', X'96E68B079A326E6F02FBD8C707486253', 'r1', 3, 'closed', 'true_positive', 'it was', '', 0, 2, 1700000001000000000, 1700000001000000001, 1700000000000000001, 'Found by r1', 'because');
INSERT INTO findings VALUES (2, X'F182030364344FB048F45E4A569CD7C9', 'acme', X'96E68B079A326E6F02FBD8C707486253', 'r2', 3, 'closed', 'true_positive', 'it was', '', 0, 2, 1700000002000000000, 1700000002000000001, 1700000000000000001, 'Found by r2', 'because');
INSERT INTO finding_bodies VALUES (1, '{"Finding":{"ID":"96e68b079a326e6f02fbd8c707486253","Tenant":"acme","Analytic":{"UID":"r1","Name":"Rule r1","Version":"1","Type":1},"Title":"Found by r1","Message":"because","Severity":3,"Attacks":[{"Technique":"T1078"}],"First":1700000001000000000,"Last":1700000001000000001,"Evidence":[{"Event":"96e68b079a326e6f02fbd8c707486253","Source":"okta","Record":0}],"Entities":[{"Kind":"user","Role":"actor","Value":"alice","Path":"actor.user.name"}]},"Links":null}');
INSERT INTO finding_bodies VALUES (2, '{"Finding":{"ID":"f182030364344fb048f45e4a569cd7c9","Tenant":"acme","Analytic":{"UID":"r2","Name":"Rule r2","Version":"1","Type":1},"Title":"Found by r2","Message":"because","Severity":3,"Attacks":[{"Technique":"T1078"}],"First":1700000002000000000,"Last":1700000002000000001,"Evidence":[{"Event":"f182030364344fb048f45e4a569cd7c9","Source":"okta","Record":0}],"Entities":[{"Kind":"user","Role":"actor","Value":"bob","Path":"actor.user.name"}]},"Links":[{"kind":"user","value":"x","case":"96e68b079a326e6f02fbd8c707486253"}]}');
INSERT INTO terms VALUES (1, 'acme', 'technique', 'T1078');
INSERT INTO terms VALUES (2, 'acme', 'source', 'okta');
INSERT INTO terms VALUES (3, 'acme', 'user', 'alice');
INSERT INTO terms VALUES (4, 'acme', 'user', 'bob');
INSERT INTO finding_terms VALUES (1, 1, 1);
INSERT INTO finding_terms VALUES (2, 1, 1);
INSERT INTO finding_terms VALUES (1, 2, 2);
INSERT INTO finding_terms VALUES (2, 2, 2);
INSERT INTO finding_terms VALUES (1, 3, 3);
INSERT INTO finding_terms VALUES (2, 3, 4);
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
