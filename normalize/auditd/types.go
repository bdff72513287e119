// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

// kind is the kind of an event: which mapping it gets.
type kind uint8

const (
	kindBase kind = iota
	kindExec
	kindCommand
	kindFile
	kindNetwork
	kindModule
	kindProcess
	kindLogin
	kindSession
	kindAccount
	kindGroup
	kindMember
	kindService
	kindAudit
	kinds
)

// recordType is what the type of a record says by itself.
type recordType struct {
	id       uint32 // the number in linux/audit.h or libaudit.h
	kind     kind
	activity uint8
}

// alone reports whether a record of the type is an event by itself: programs
// send single records, the kernel several.
func (t recordType) alone() bool {
	return 1100 <= t.id && t.id < 1300 || 2100 <= t.id && t.id < 2900
}

func recordTypes() map[string]recordType {
	return map[string]recordType{
		"LOGIN":               {1006, kindSession, other},
		"USER":                {1005, kindBase, 0},
		"USER_AUTH":           {1100, kindLogin, logon},
		"USER_ACCT":           {1101, kindLogin, other},
		"USER_MGMT":           {1102, kindAccount, other},
		"CRED_ACQ":            {1103, kindLogin, other},
		"CRED_DISP":           {1104, kindLogin, other},
		"USER_START":          {1105, kindLogin, other},
		"USER_END":            {1106, kindLogin, logoff},
		"USER_AVC":            {1107, kindBase, 0},
		"USER_CHAUTHTOK":      {1108, kindAccount, passwordChange},
		"USER_ERR":            {1109, kindLogin, other},
		"CRED_REFR":           {1110, kindLogin, other},
		"USYS_CONFIG":         {1111, kindBase, 0},
		"USER_LOGIN":          {1112, kindLogin, logon},
		"USER_LOGOUT":         {1113, kindLogin, logoff},
		"ADD_USER":            {1114, kindAccount, create},
		"DEL_USER":            {1115, kindAccount, deleteAccount},
		"ADD_GROUP":           {1116, kindGroup, createGroup},
		"DEL_GROUP":           {1117, kindGroup, deleteGroup},
		"GRP_CHAUTHTOK":       {1119, kindGroup, other},
		"USER_CMD":            {1123, kindCommand, launch},
		"USER_TTY":            {1124, kindBase, 0},
		"SYSTEM_BOOT":         {1127, kindBase, 0},
		"SYSTEM_SHUTDOWN":     {1128, kindBase, 0},
		"SYSTEM_RUNLEVEL":     {1129, kindBase, 0},
		"SERVICE_START":       {1130, kindService, start},
		"SERVICE_STOP":        {1131, kindService, stop},
		"GRP_MGMT":            {1132, kindGroup, other},
		"ACCT_LOCK":           {1135, kindAccount, lock},
		"ACCT_UNLOCK":         {1136, kindAccount, unlock},
		"USER_DEVICE":         {1137, kindBase, 0},
		"SOFTWARE_UPDATE":     {1138, kindBase, 0},
		"DAEMON_START":        {1200, kindAudit, startLog},
		"DAEMON_END":          {1201, kindAudit, stopLog},
		"DAEMON_ABORT":        {1202, kindAudit, stopLog},
		"DAEMON_CONFIG":       {1203, kindAudit, other},
		"DAEMON_ROTATE":       {1205, kindAudit, rotateLog},
		"DAEMON_RESUME":       {1206, kindAudit, startLog},
		"SYSCALL":             {1300, kindBase, 0},
		"PATH":                {1302, kindBase, 0},
		"IPC":                 {1303, kindBase, 0},
		"CONFIG_CHANGE":       {1305, kindAudit, other},
		"SOCKADDR":            {1306, kindBase, 0},
		"CWD":                 {1307, kindBase, 0},
		"EXECVE":              {1309, kindExec, launch},
		"OBJ_PID":             {1318, kindBase, 0},
		"TTY":                 {1319, kindBase, 0},
		"EOE":                 {1320, kindBase, 0},
		"BPRM_FCAPS":          {1321, kindBase, 0},
		"CAPSET":              {1322, kindBase, 0},
		"MMAP":                {1323, kindBase, 0},
		"NETFILTER_PKT":       {1324, kindBase, 0},
		"NETFILTER_CFG":       {1325, kindBase, 0},
		"SECCOMP":             {1326, kindBase, 0},
		"PROCTITLE":           {1327, kindBase, 0},
		"KERN_MODULE":         {1330, kindModule, load},
		"BPF":                 {1334, kindBase, 0},
		"AVC":                 {1400, kindBase, 0},
		"MAC_STATUS":          {1404, kindBase, 0},
		"ANOM_PROMISCUOUS":    {1700, kindBase, 0},
		"ANOM_ABEND":          {1701, kindBase, 0},
		"ANOM_LOGIN_FAILURES": {2100, kindBase, 0},
	}
}

// The activities of OCSF that are used here; other is that of every class.
const (
	other = 99

	launch    = 1 // process_activity
	terminate = 2
	openProc  = 3
	setUser   = 5

	create      = 1 // file_activity, account_change
	update      = 3 // file_activity from here
	remove      = 4
	rename      = 5
	setAttr     = 6
	setSecurity = 7
	mountFS     = 12
	unmountFS   = 13
	openFile    = 14

	connect = 1 // network_activity
	traffic = 6
	listen  = 7

	load   = 1 // kernel_extension_activity
	unload = 2

	logon         = 1 // authentication
	logoff        = 2
	accountSwitch = 7

	passwordChange = 3 // account_change
	deleteAccount  = 6
	lock           = 9
	unlock         = 12

	addUser     = 3 // group_management
	removeUser  = 4
	deleteGroup = 5
	createGroup = 6

	start = 3 // application_lifecycle
	stop  = 4

	rotateLog  = 5 // event_log_activity
	startLog   = 6
	stopLog    = 7
	disableLog = 10
)
