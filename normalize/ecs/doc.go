// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package ecs reads Elastic Common Schema documents.
//
// # Shapes
//
// A document with @timestamp and ecs.version or event.*, nested, with dotted
// keys ("event.action"), or a mixture, as Beats, Elastic Agent, Logstash and
// exports of an index write them. The _source of a search hit is read as the
// document. Documents that have winlog are left to the Windows format where it
// knows them.
//
// Native fields are ECS names: process.command_line, source.ip. The names that
// rules for the same kind of event use without a schema are bound to the same
// values: Image, CommandLine, ParentImage, TargetFilename, DestinationIp,
// QueryName, cs-method, c-uri.
//
// # Classes
//
// event.kind, event.category and event.type decide, and whether the document
// has what the class requires; what does not fit is a base event:
//
//   - an alert, intrusion_detection, malware, threat: Detection Finding;
//   - process: Process Activity; file: File System Activity; library, driver:
//     Module Activity; registry: Registry Key Activity;
//   - web, or network with http: HTTP Activity; network with dns: DNS Activity;
//     other network: Network Activity;
//   - authentication, session: Authentication; iam: Account Change or Group
//     Management.
//
// # Attributes that behaviours read
//
// user.name, user.uid; src_endpoint.ip,
// src_endpoint.location.{lat,long,city,region,country},
// src_endpoint.autonomous_system.{number,name}; device.hostname, device.uid;
// status_id.
//
// # Limits
//
// event.severity and event.risk_score have no common scale and stay native. At
// most 16 answers of a name server become attributes.
//
// Sources: Elastic Common Schema reference 8.17, field sets and categorization
// fields.
// To test: go test ./normalize/ecs; -update rewrites the scenarios.
package ecs
