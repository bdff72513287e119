// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings db to the present schema.
func migrate(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	p, err := migrator(db)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the state: %w", err)
	}
	if have > want {
		return fmt.Errorf("open the state: %w: its schema is %d, this one knows %d", ErrNewer, have, want)
	}
	done, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate the state: %w", err)
	}
	if len(done) > 0 {
		log.Info("state migrated", "from", have, "to", want)
	}
	return nil
}

// migrator returns what applies the migrations to db.
func migrator(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, errors.Join(ErrCorrupt, err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
