// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"strconv"
	"time"
)

// A cloudCall is a call of the cloud's API.
type cloudCall struct {
	role, session string // of an assumed role, or
	user, key     string // of a user with an access key, or
	service       string // an AWS service
	source, name  string
	ip, agent     string
	parameters    string // JSON, null where empty
	response      string
	failure       string // the error's code
	reads, data   bool
	mfa           bool
}

const (
	egressIP = "203.0.113.200" // of the cluster's network
	sdk      = "aws-sdk-go-v2/1.39.4 os/linux lang/go#1.26.3 md/GOOS#linux"
	cli      = "aws-cli/2.31.9 md/awscrt#0.27.6 ua/2.1 os/linux#6.12.48 md/arch#x86_64 lang/python#3.13.7"
)

// cloudTrail writes a record of CloudTrail.
func (w *writer) cloudTrail(c cloudCall) {
	w.object("")
	w.str("eventVersion", "1.11")
	w.identity(c)
	w.time("eventTime", seconds)
	w.strs("eventSource", c.source+".amazonaws.com", "eventName", c.name, "awsRegion", region)
	if c.service != "" {
		w.strs("sourceIPAddress", c.service, "userAgent", c.service)
	} else {
		w.strs("sourceIPAddress", c.ip, "userAgent", c.agent)
	}
	if c.failure != "" {
		w.strs("errorCode", c.failure, "errorMessage", "User is not authorized to perform: "+c.source+":"+c.name)
	}
	w.lit("requestParameters", orNull(c.parameters))
	w.lit("responseElements", orNull(c.response))
	if c.name == "ConsoleLogin" {
		w.lit("additionalEventData", `{"LoginTo":"https://console.aws.amazon.com/","MobileVersion":"No","MFAUsed":"Yes"}`)
	}
	w.uuid("requestID")
	w.uuid("eventID")
	w.lit("readOnly", strconv.FormatBool(c.reads))
	kind, category := "AwsApiCall", "Management"
	if c.name == "ConsoleLogin" {
		kind = "AwsConsoleSignIn"
	}
	if c.data {
		category = "Data"
	}
	w.str("eventType", kind)
	w.lit("managementEvent", strconv.FormatBool(!c.data))
	w.strs("recipientAccountId", account, "eventCategory", category)
	w.end()
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

func (w *writer) identity(c cloudCall) {
	w.object("userIdentity")
	switch {
	case c.service != "":
		w.strs("type", "AWSService", "invokedBy", c.service)
	case c.user != "":
		w.strs("type", "IAMUser", "principalId", "AIDA"+upperHash(c.user, 17), "arn", "arn:aws:iam::"+account+":user/"+c.user, "accountId", account)
		if c.key != "" {
			w.str("accessKeyId", c.key)
		}
		w.str("userName", c.user)
	default:
		principal := "AROA" + upperHash(c.role, 17)
		w.strs("type", "AssumedRole", "principalId", principal+":"+c.session, "arn", "arn:aws:sts::"+account+":assumed-role/"+c.role+"/"+c.session,
			"accountId", account, "accessKeyId", "ASIA"+upperHash(c.role+c.session, 16))
		w.object("sessionContext")
		w.object("sessionIssuer")
		w.strs("type", "Role", "principalId", principal, "arn", "arn:aws:iam::"+account+":role/"+c.role, "accountId", account, "userName", c.role)
		w.end()
		w.object("attributes")
		w.time("creationDate", seconds)
		w.str("mfaAuthenticated", strconv.FormatBool(c.mfa))
		w.end()
		w.end()
	}
	w.end()
}

// upperHash returns n capitals that follow from name.
func upperHash(name string, n int) string {
	b := []byte(hashOf(name)[:n])
	for i := range b {
		b[i] = "ABCDEFGHIJKLMNOP"[int(b[i])%16]
	}
	return string(b)
}

func (p *plan) cloud(at int64, c cloudCall) {
	p.add(at, CloudTrail, func(w *writer) { w.cloudTrail(c) })
}

// cloudService plans what programs ask of the cloud all day.
func cloudService(p *plan, at int64) {
	ns := one(p.rng, namespaces())
	object := ns + "/" + strconv.Itoa(p.rng.IntN(90_000))
	work := cloudCall{role: ns + "-api", session: ns + "-api", ip: egressIP, agent: sdk, reads: true}
	c := work
	switch n := p.rng.IntN(100); {
	case n < 12:
		c = cloudCall{service: "eks.amazonaws.com", source: "sts", name: "AssumeRole", reads: true, parameters: `{"roleArn":"arn:aws:iam::` + account + `:role/` + ns + `-api","roleSessionName":"` + ns + `-api"}`}
	case n < 37:
		c.source, c.name, c.data, c.parameters = "s3", "GetObject", true, `{"bucketName":"corvane-charts","key":"`+object+`.cht"}`
	case n < 52:
		c.source, c.name, c.data, c.reads, c.parameters = "s3", "PutObject", true, false, `{"bucketName":"corvane-telemetry","key":"`+object+`.parquet"}`
	case n < 70:
		c.source, c.name, c.parameters = "kms", "Decrypt", `{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}`
	case n < 80:
		c.source, c.name, c.parameters = "ssm", "GetParameter", `{"name":"/`+ns+`/database/host","withDecryption":false}`
	case n < 92:
		c = cloudCall{role: "cluster-autoscaler", session: "autoscaler", ip: egressIP, agent: sdk, source: "autoscaling", name: "DescribeAutoScalingGroups", reads: true}
	case n < 97:
		c = cloudCall{user: "payments-backup", key: backupKey, ip: egressIP, agent: sdk, source: "s3", name: "PutObject", data: true, parameters: `{"bucketName":"corvane-payments-backup","key":"` + object + `.dump"}`}
	default:
		c = cloudCall{role: "nightly-snapshots", session: "dlm", ip: egressIP, agent: sdk, source: "ec2", name: "CreateSnapshot", parameters: `{"volumeId":"vol-0` + hexadecimal(p.rng, 16) + `"}`}
	}
	p.cloud(at, c)
}

// backupKey is the access key of the user who writes backups.
const backupKey = "AKIAXGCVBKPRLQMDZTNE"

// cloudUser plans how an engineer looks around in the cloud's console, or the
// build server pushes an image.
func cloudUser(p *plan, at int64) {
	if chance(p.rng, 500) {
		push := cloudCall{role: "image-push", session: "build01", ip: p.offices[0].ip, agent: cli, source: "ecr", name: "GetAuthorizationToken", reads: true}
		p.cloud(at, push)
		push.name, push.reads, push.parameters = "PutImage", false, `{"registryId":"`+account+`","repositoryName":"`+one(p.rng, namespaces())+`"}`
		p.cloud(at+6e9, push)
		return
	}
	who := p.someone(at)
	c := cloudCall{role: "engineer", session: who.email, ip: who.office.ip, agent: chrome, mfa: true, source: "ec2", name: "DescribeInstances", reads: true}
	for _, name := range []string{"DescribeInstances", "DescribeVolumes", "DescribeAlarms", "GetMetricData", "ListFunctions", "DescribeDBInstances"} {
		if !chance(p.rng, 500) {
			continue
		}
		c.name, c.failure = name, ""
		if chance(p.rng, 20) {
			c.failure = "AccessDenied"
		}
		switch name {
		case "DescribeAlarms", "GetMetricData":
			c.source = "monitoring"
		case "ListFunctions":
			c.source = "lambda"
		case "DescribeDBInstances":
			c.source = "rds"
		default:
			c.source = "ec2"
		}
		at = p.soon(at, 8*time.Second)
		p.cloud(at, c)
	}
}
