-- SPDX-FileCopyrightText: 2026 The Gambeson Authors
-- SPDX-License-Identifier: Apache-2.0

-- +goose Up
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
