-- SPDX-FileCopyrightText: 2026 The Gambeson Authors
-- SPDX-License-Identifier: Apache-2.0

-- +goose Up
ALTER TABLE sources ADD COLUMN certificates TEXT NOT NULL DEFAULT '[]'; -- JSON list of names and fingerprints
ALTER TABLE sources ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;         -- 0: not yet
