// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// An AuditEntry is one change that somebody made.
type AuditEntry struct {
	Seq    int64     `json:"seq" doc:"From 1, over all tenants."`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	Kind   string    `json:"kind" doc:"Of the object: case, finding, source, token."`
	Object string    `json:"object" doc:"Its id or name."`
	Reason string    `json:"reason,omitempty"`
	// Details are what was asked for.
	Details string `json:"details,omitempty" doc:"What was asked for, as JSON text: the bytes that the hash is over."`
	Hash    string `json:"hash" doc:"SHA-256 over the entry and the hash of the one before."`
}

type listAudit struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After  int64  `query:"after" minimum:"0" doc:"Only entries with a greater seq."`
	Kind   string `query:"kind" maxLength:"64"`
	Object string `query:"object" maxLength:"256"`
}

func (s *Server) auditRoutes() {
	type list struct{ Body List[AuditEntry] }
	add(s, route{
		id: "list-audit", method: http.MethodGet, path: "/api/v1/audit", needs: identity.AuditRead, tag: "audit",
		summary: "Who changed what, and why, in order",
	}, func(ctx context.Context, in *listAudit) (*list, error) {
		all, err := s.State.Audit.List(ctx, state.AuditFilter{
			Tenant: principal(ctx).Tenant, Kind: in.Kind, Object: in.Object, After: in.After, Limit: in.Limit,
		})
		return &list{List[AuditEntry]{Items: views(all, viewAudit)}}, err
	})
}

func viewAudit(e state.AuditEntry) AuditEntry {
	return AuditEntry{
		Seq: e.Seq, At: when(e.At), Actor: e.Actor, Action: e.Action, Kind: e.Kind, Object: e.Object, Reason: e.Reason,
		Details: string(e.Details), Hash: hex.EncodeToString(e.Hash[:]),
	}
}
