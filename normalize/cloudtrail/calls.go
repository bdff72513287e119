// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cloudtrail

import "gambeson/event"

// OCSF enumeration values.
const (
	success, failure = 1, 2
	impersonate      = 2 // account_switch_type_id
	openID, saml     = 4, 5

	create, read, update, remove uint8 = 1, 2, 3, 4 // API Activity
	other                        uint8 = 99
)

const maxResources = 32

// kind is what a call is of; it indexes mappings.
type kind uint8

const (
	signIn kind = iota
	role
	token
	account
	group
	roleAccess
	insight
	api
	kinds
)

// call is what one API of IAM, STS or a sign-in service does.
type call struct {
	kind     kind
	activity uint8 // OCSF activity_id
	protocol int64 // OCSF auth_protocol_id
}

func calls() map[string]call {
	return map[string]call{
		"ConsoleLogin":              {kind: signIn, activity: 1},
		"UserAuthentication":        {kind: signIn, activity: 1},
		"Authenticate":              {kind: signIn, activity: 1},
		"Federate":                  {kind: signIn, activity: 1},
		"AssumeRoleWithSAML":        {kind: signIn, activity: 1, protocol: saml},
		"AssumeRoleWithWebIdentity": {kind: signIn, activity: 1, protocol: openID},
		"Logout":                    {kind: signIn, activity: 2},
		"CheckMfa":                  {kind: signIn, activity: 6},
		"CredentialChallenge":       {kind: signIn, activity: 6},
		"CredentialVerification":    {kind: signIn, activity: 6},

		"AssumeRole": {kind: role, activity: 7},
		"AssumeRoot": {kind: role, activity: 7},
		"SwitchRole": {kind: role, activity: 7},
		"ExitRole":   {kind: role, activity: other},
		"RenewRole":  {kind: role, activity: other},

		"GetSessionToken":    {kind: token, activity: 3},
		"GetFederationToken": {kind: token, activity: 3},
		"GetSigninToken":     {kind: token, activity: 3},

		"CreateUser":                      {kind: account, activity: 1},
		"DeleteUser":                      {kind: account, activity: 6},
		"CreateLoginProfile":              {kind: account, activity: 2},
		"UpdateLoginProfile":              {kind: account, activity: 4},
		"DeleteLoginProfile":              {kind: account, activity: 5},
		"ChangePassword":                  {kind: account, activity: 3},
		"EnableMFADevice":                 {kind: account, activity: 10},
		"DeactivateMFADevice":             {kind: account, activity: 11},
		"AttachUserPolicy":                {kind: account, activity: 7},
		"PutUserPolicy":                   {kind: account, activity: 7},
		"DetachUserPolicy":                {kind: account, activity: 8},
		"DeleteUserPolicy":                {kind: account, activity: 8},
		"CreateAccessKey":                 {kind: account, activity: other},
		"UpdateAccessKey":                 {kind: account, activity: other},
		"DeleteAccessKey":                 {kind: account, activity: other},
		"UpdateUser":                      {kind: account, activity: other},
		"UploadSSHPublicKey":              {kind: account, activity: other},
		"CreateServiceSpecificCredential": {kind: account, activity: other},

		"CreateGroup":         {kind: group, activity: 6},
		"DeleteGroup":         {kind: group, activity: 5},
		"AddUserToGroup":      {kind: group, activity: 3},
		"RemoveUserFromGroup": {kind: group, activity: 4},
		"AttachGroupPolicy":   {kind: group, activity: 1},
		"PutGroupPolicy":      {kind: group, activity: 1},
		"DetachGroupPolicy":   {kind: group, activity: 2},
		"DeleteGroupPolicy":   {kind: group, activity: 2},

		"AttachRolePolicy": {kind: roleAccess, activity: 1},
		"PutRolePolicy":    {kind: roleAccess, activity: 1},
		"DetachRolePolicy": {kind: roleAccess, activity: 2},
		"DeleteRolePolicy": {kind: roleAccess, activity: 2},
	}
}

// verbs are the words that the names of APIs begin with.
func verbs() map[string]uint8 {
	m := make(map[string]uint8)
	for activity, words := range map[uint8][]string{
		create: {"Create", "Run", "Allocate", "Import", "Register", "Issue", "Generate", "Request", "Upload", "Copy", "Provision",
			"Purchase", "Publish", "Invite", "Send"},
		read: {"Get", "List", "Describe", "Head", "Lookup", "Search", "Select", "Query", "Scan", "Download", "View",
			"Check", "Validate", "Verify", "Test", "Simulate", "Estimate", "Preview", "Decrypt", "Retrieve", "Read", "Filter"},
		update: {"Update", "Put", "Modify", "Set", "Attach", "Detach", "Add", "Remove", "Enable", "Disable", "Associate",
			"Disassociate", "Authorize", "Revoke", "Tag", "Untag", "Change", "Reset", "Restore", "Replace", "Start", "Stop",
			"Reboot", "Rotate", "Upgrade", "Move", "Apply", "Suspend", "Resume", "Assign", "Unassign", "Accept", "Reject",
			"Complete", "Cancel", "Share", "Transfer", "Renew", "Merge", "Configure", "Grant", "Activate", "Deactivate"},
		remove: {"Delete", "Terminate", "Deregister", "Release", "Purge", "Abort", "Leave", "Schedule", "Destroy"},
	} {
		for _, w := range words {
			m[w] = activity
		}
	}
	return m
}

// target is a parameter that names what a call works on.
type target struct {
	field string
	typ   []byte // as CloudFormation names it
	slot  event.Slot
}

// targets returns the parameters by event source: other services mean other
// things by the same names.
func targets() map[string][]target {
	m := make(map[string][]target)
	for _, x := range [][3]string{
		{"s3", "bucketName", "AWS::S3::Bucket"},
		{"s3", "key", "AWS::S3::Object"},
		{"ec2", "instancesSet.items.instanceId", "AWS::EC2::Instance"},
		{"ec2", "instanceId", "AWS::EC2::Instance"},
		{"ec2", "groupId", "AWS::EC2::SecurityGroup"},
		{"ec2", "vpcId", "AWS::EC2::VPC"},
		{"ec2", "snapshotId", "AWS::EC2::Snapshot"},
		{"ec2", "volumeId", "AWS::EC2::Volume"},
		{"ec2", "imageId", "AWS::EC2::Image"},
		{"ec2-instance-connect", "instanceId", "AWS::EC2::Instance"},
		{"ssm", "target", "AWS::EC2::Instance"},
		{"ssm", "instanceIds", "AWS::EC2::Instance"},
		{"ssm", "documentName", "AWS::SSM::Document"},
		{"ssm", "name", "AWS::SSM::Parameter"},
		{"iam", "roleName", "AWS::IAM::Role"},
		{"iam", "instanceProfileName", "AWS::IAM::InstanceProfile"},
		{"iam", "policyArn", "AWS::IAM::Policy"},
		{"iam", "sAMLProviderArn", "AWS::IAM::SAMLProvider"},
		{"lambda", "functionName", "AWS::Lambda::Function"},
		{"kms", "keyId", "AWS::KMS::Key"},
		{"secretsmanager", "secretId", "AWS::SecretsManager::Secret"},
		{"rds", "dBInstanceIdentifier", "AWS::RDS::DBInstance"},
		{"rds", "dBClusterIdentifier", "AWS::RDS::DBCluster"},
		{"rds", "dBSnapshotIdentifier", "AWS::RDS::DBSnapshot"},
		{"dynamodb", "tableName", "AWS::DynamoDB::Table"},
		{"ecs", "cluster", "AWS::ECS::Cluster"},
		{"ecs", "taskDefinition", "AWS::ECS::TaskDefinition"},
		{"eks", "name", "AWS::EKS::Cluster"},
		{"ecr", "repositoryName", "AWS::ECR::Repository"},
		{"sns", "topicArn", "AWS::SNS::Topic"},
		{"sqs", "queueUrl", "AWS::SQS::Queue"},
		{"cloudformation", "stackName", "AWS::CloudFormation::Stack"},
		{"logs", "logGroupName", "AWS::Logs::LogGroup"},
		{"guardduty", "detectorId", "AWS::GuardDuty::Detector"},
		{"cloudtrail", "name", "AWS::CloudTrail::Trail"},
		{"config", "configurationRecorderName", "AWS::Config::ConfigurationRecorder"},
	} {
		source := x[0] + ".amazonaws.com"
		m[source] = append(m[source], target{field: "requestParameters." + x[1], typ: []byte(x[2])})
	}
	return m
}
