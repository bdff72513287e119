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
CREATE TABLE findings (
    id       BLOB NOT NULL PRIMARY KEY,
    tenant   TEXT NOT NULL,
    case_id  BLOB NOT NULL REFERENCES cases (id),
    rule     TEXT NOT NULL,
    severity INTEGER NOT NULL,
    state    TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    first    INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    body     TEXT NOT NULL               -- JSON: the finding and its links
) STRICT;
CREATE INDEX findings_by_case ON findings (case_id, first, id);
CREATE INDEX findings_by_time ON findings (tenant, recorded, id);
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
INSERT INTO goose_db_version VALUES (1, 0, 1, '2026-11-24 17:21:25');
INSERT INTO goose_db_version VALUES (2, 1, 1, '2026-11-24 17:21:25');
INSERT INTO goose_db_version VALUES (3, 2, 1, '2026-11-24 17:21:25');
INSERT INTO goose_db_version VALUES (4, 3, 1, '2026-11-24 17:21:25');
INSERT INTO sources VALUES ('acme', 'okta', 'okta', '[]', 1700000000000000005, 0, '[]', 0);
INSERT INTO tokens VALUES (X'E074BB480DCE1D6E46165E489945D2991B98DFE7707A3D390BFD973163C6CACB', 'acme', 'source', 'okta', '[]', 1700000000000000005, 0, 0);
INSERT INTO cases VALUES (X'96E68B079A326E6F02FBD8C707486253', 'acme', 'Found by r1', 3, 'closed', 'true_positive', 'it was', '', NULL, 1700000001000000000, 1700000002000000001, 1700000000000000001, 1700000000000000003, 3, 2, '["T1078"]', '["r1","r2"]', '["okta"]', '[{"kind":"user","value":"alice","findings":1},{"kind":"user","value":"bob","findings":1}]');
INSERT INTO findings VALUES (X'96E68B079A326E6F02FBD8C707486253', 'acme', X'96E68B079A326E6F02FBD8C707486253', 'r1', 3, 'closed', 'true_positive', 'it was', 1700000001000000000, 1700000000000000001, '{"Finding":{"ID":"96e68b079a326e6f02fbd8c707486253","Tenant":"acme","Analytic":{"UID":"r1","Name":"Rule r1","Version":"1","Type":1},"Title":"Found by r1","Message":"because","Severity":3,"Attacks":[{"Technique":"T1078"}],"First":1700000001000000000,"Last":1700000001000000001,"Evidence":[{"Event":"96e68b079a326e6f02fbd8c707486253","Source":"okta","Record":0}],"Entities":[{"Kind":"user","Role":"actor","Value":"alice","Path":"actor.user.name"}]},"Links":null}');
INSERT INTO findings VALUES (X'F182030364344FB048F45E4A569CD7C9', 'acme', X'96E68B079A326E6F02FBD8C707486253', 'r2', 3, 'closed', 'true_positive', 'it was', 1700000002000000000, 1700000000000000001, '{"Finding":{"ID":"f182030364344fb048f45e4a569cd7c9","Tenant":"acme","Analytic":{"UID":"r2","Name":"Rule r2","Version":"1","Type":1},"Title":"Found by r2","Message":"because","Severity":3,"Attacks":[{"Technique":"T1078"}],"First":1700000002000000000,"Last":1700000002000000001,"Evidence":[{"Event":"f182030364344fb048f45e4a569cd7c9","Source":"okta","Record":0}],"Entities":[{"Kind":"user","Role":"actor","Value":"bob","Path":"actor.user.name"}]},"Links":[{"kind":"user","value":"x","case":"96e68b079a326e6f02fbd8c707486253"}]}');
INSERT INTO audit VALUES (1, 1700000000000000002, 'acme', 'correlate', 'open', 'case', '96e68b079a326e6f02fbd8c707486253', '', '', '{}', X'0000000000000000000000000000000000000000000000000000000000000000', X'0A31C57C9A0F3DD99F5CB361CACB7499B66FAF0DD3CB0842E60060F954EC2D68');
INSERT INTO audit VALUES (2, 1700000000000000004, 'acme', 'ada', 'close', 'case', '96e68b079a326e6f02fbd8c707486253', 'it was', 'close', '{"kind":"close","verdict":"true_positive","reason":"it was"}', X'0A31C57C9A0F3DD99F5CB361CACB7499B66FAF0DD3CB0842E60060F954EC2D68', X'811388BA0F5B3FBD8686A4327E9C2311D2CC5BB2CA47A623A0AAB39B59B91893');
INSERT INTO audit VALUES (3, 1700000000000000006, 'acme', 'ada', 'add', 'source', 'okta', 'a test', 'add', '{"format":"okta","ranges":null}', X'811388BA0F5B3FBD8686A4327E9C2311D2CC5BB2CA47A623A0AAB39B59B91893', X'C77C6756825573B1C8D9BA954AA1065C0C87C5E4E66DB94B59FF9ED1A3E90DD2');
INSERT INTO deadletters VALUES (X'07000000000000000000000000000000', 'acme', 'okta', '', 'syntax', 'bad', 3, 0, 4, 0, 'waiting');
INSERT INTO checkpoints VALUES ('c', 1, 'e', 5);
INSERT INTO snapshots VALUES ('c', 1, 'e', 5, X'736E617073686F74', X'16A0EEB0791B6C92451FD284DD9F599E0A7DBE7F6EBEA6E2D2D06C7F74AEC112');
INSERT INTO outbox VALUES (X'F2C3B0996368B9CFF556A781781F8719', 'acme', 'webhook', X'96E68B079A326E6F02FBD8C707486253', 'waiting', 0, 1700000000000000001, 1700000000000000001, '');
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
