-- SPDX-FileCopyrightText: 2026 The Gambeson Authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Times are Unix nanoseconds, ids 16 bytes. A released migration never changes.

-- +goose Up
CREATE TABLE sources (
    tenant  TEXT NOT NULL,
    name    TEXT NOT NULL,
    format  TEXT NOT NULL,
    ranges  TEXT NOT NULL,               -- JSON list of CIDR prefixes
    created INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0,  -- 0: it may send
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
-- +goose StatementBegin
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
-- +goose StatementEnd

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
