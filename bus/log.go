// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bus

import "context"

// An Appender takes messages. It is what the doors need.
type Appender interface {
	// Append writes body to the end of the shard and returns its position once it is durable. It does not keep body.
	// An id that the shard knows returns the position that it has (see the package's guarantees).
	//
	// Errors wrap ErrTooLarge or ErrInvalid (never try again), ErrFull or ErrUnavailable (try again later, with the
	// same id), ErrClosed, or the context's error. With ErrUnavailable and the context's error the message MAY have
	// been written, or may still be: repeating the append with its id makes it certain.
	Append(ctx context.Context, to Shard, id ID, body []byte) (Position, error)
	// AppendAll writes all entries as Append does, in their order, with as few fsyncs as their size allows: many cost
	// hardly more time than one. It returns the positions of those that are durable, which are the first ones; they
	// are all of them unless there is an error. What stands behind one that failed has not been tried.
	AppendAll(ctx context.Context, to Shard, all []Entry) ([]Position, error)
}

// An Entry is a message that is not in the log yet.
type Entry struct {
	ID   ID
	Body []byte
}

// A Reader gives messages back. It is what consumers need.
type Reader interface {
	// Read returns messages behind the position after, in order and without leaving one out, and waits until there is
	// at least one. Their bodies have together at most limit bytes, but for a single one that alone has more.
	// Only durable messages are read. A limit of a mebibyte or more is cheapest.
	//
	// The error is a *TrimmedError where messages behind after were trimmed, ErrClosed once the log is closed, the
	// context's, or wraps ErrUnavailable: try again.
	Read(ctx context.Context, from Shard, after Position, limit int) ([]Message, error)
}

// Positions remembers how far each group of consumers has come in each shard.
type Positions interface {
	// Committed returns the position that a group committed last, 0 if it never did so in the shard's epoch.
	Committed(ctx context.Context, group string, in Shard) (Position, error)
	// Commit makes durable that the group is done with everything up to and including p. A position before the
	// committed one changes nothing; one that the shard has not reached yet is ErrInvalid. Committing 0 makes the
	// group known, so that nothing is trimmed before it was there. It costs an fsync: commit now and then, not after
	// every read.
	Commit(ctx context.Context, group string, in Shard, p Position) error
	// Forget removes a group with its positions in all shards. Trimming no longer waits for it.
	Forget(ctx context.Context, group string) error
}

// A Trimmer gives space back.
type Trimmer interface {
	// Trim gives up messages up to and including through, where every group that is known in the shard has committed
	// them; where one has not, it changes nothing and returns ErrNotConsumed. It MAY keep some of them, and always
	// keeps the last message of the shard. Whether the messages are safe elsewhere is the caller's business.
	Trim(ctx context.Context, shard Shard, through Position) error
}

// An Inspector says what there is.
type Inspector interface {
	// Epoch identifies the life of a shard, and is new when the shard was made anew. It is 32 hexadecimal digits.
	Epoch(ctx context.Context, shard Shard) (string, error)
	// Stats describes the shards that there are, in order of the data path and of their numbers.
	Stats(ctx context.Context) ([]Stats, error)
}

// A Log is the whole of it, for who opens and closes it. Others take the part that they need.
type Log interface {
	Appender
	Reader
	Positions
	Trimmer
	Inspector
	// Close waits for appends that have begun, ends reads, and gives the log's files free. It may be called twice.
	Close() error
}

// Stats describes a shard.
type Stats struct {
	Shard Shard
	Epoch string
	// First and Last are the positions of the first and the last message that can be read; First is greater than Last
	// where there is none.
	First, Last Position
	// Bytes is the space that the shard takes on disk.
	Bytes uint64
	// Lost counts places where the storage lost messages that had been durable. It is 0 unless the disk failed.
	Lost uint64
	// Groups are the groups known in the shard, by name.
	Groups []GroupStats
}

// GroupStats is how far a group has come in a shard.
type GroupStats struct {
	Group     string
	Committed Position
	// Lag is how many messages there are behind the committed position, or a little more.
	Lag uint64
}
