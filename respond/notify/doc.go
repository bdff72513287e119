// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package notify tells people and programs of new cases, by webhook and by
// mail.
//
// What is to be sent waits in an [Outbox], which was written in the transaction
// that opened the case: none is forgotten. [Notifier.Run] sends what is due and
// says what became of it. A notification is sent at least once; its id is the
// same each time, so that a receiver can drop what it has. What cannot be sent is
// tried again, each time after twice as long, or when the receiver says
// (Retry-After); after max_attempts, or where the receiver says that it is gone
// (410), it is given up and stays in the outbox as a dead letter.
//
// # Webhook
//
// A POST of JSON ([Payload]) with the headers of Standard Webhooks:
// webhook-id, webhook-timestamp, and webhook-signature, which is "v1," and the
// base64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY" with the secret. Any 2xx answer
// within the timeout means that it was taken; redirects are not followed. The
// address is https, or on loopback.
//
// # Mail
//
// One message in text to all receivers, over SMTP with TLS: from the first byte
// (tls), or by STARTTLS, without which nothing is sent (starttls). none is for
// a relay on loopback. The Message-ID is made of the notification's id.
//
// # Limits
//
// Text from logs is data: it is encoded wherever it goes, and control
// characters are dropped from mail. Of an answer at most 4 KiB are read. One
// notification is sent at a time.
//
// Sources: https://www.standardwebhooks.com, RFC 5321, RFC 5322, RFC 8314.
//
// Tests: against an HTTP and an SMTP server in the test, with the state's own
// outbox.
package notify
