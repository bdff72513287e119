// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

// changed is the account or group that an audit event changes.
func changed(to string) []normalize.Field {
	return join([]normalize.Field{{From: "TargetSid", To: to + ".uid", As: sid()}}, []normalize.Field{
		{From: "TargetUserName", To: to + ".name", As: text()},
		{From: "OldTargetUserName", To: to + ".name", As: text()},
		{From: "TargetDomainName", To: to + ".domain", As: text()},
	})
}

func accountKinds() []eventKind {
	change := func(kind string, activity uint8, component string, ids ...uint32) eventKind {
		return audit(normalize.Mapping{
			Kind: kind, Class: 3001, Activity: activity, Components: []string{component},
			Fields: join(changed("user"), accountOf("Subject", "actor.user"), []normalize.Field{
				{From: "NewTargetUserName", To: "user_result.name", As: text()},
				{From: "SubjectLogonId", To: "actor.session.uid", As: text()},
			}, device(), outcome(1)),
		}, ids...)
	}
	return []eventKind{
		change("Security 4720, 4741: account created", 1, "User Account Creation", 4720, 4741),
		change("Security 4722: account enabled", 2, "User Account Modification", 4722),
		change("Security 4723: password change", 3, "User Account Modification", 4723),
		change("Security 4724: password reset", 4, "User Account Modification", 4724),
		change("Security 4725: account disabled", 5, "User Account Modification", 4725),
		change("Security 4726, 4743: account deleted", 6, "User Account Deletion", 4726, 4743),
		change("Security 4740: account locked", 9, "User Account Modification", 4740),
		change("Security 4767: account unlocked", 12, "User Account Modification", 4767),
		change("Security 4738, 4742, 4765, 4766, 4781: account changed", 99, "User Account Modification", 4738, 4742, 4765, 4766, 4781),
	}
}

func groupKinds() []eventKind {
	change := func(kind string, activity uint8, ids ...uint32) eventKind {
		return audit(normalize.Mapping{
			Kind: kind, Class: 3006, Activity: activity, Components: []string{"Group Modification"},
			Fields: join(changed("group"), accountOf("Subject", "actor.user"), []normalize.Field{
				{From: "MemberSid", To: "user.uid", As: sid()},
				{From: "MemberName", To: "user.name", As: text()},
				{From: "SubjectLogonId", To: "actor.session.uid", As: text()},
			}, device(), outcome(1)),
		}, ids...)
	}
	return []eventKind{
		change("Security 4727, 4731, 4744, 4749, 4754, 4759: group created", 6, 4727, 4731, 4744, 4749, 4754, 4759),
		change("Security 4728, 4732, 4746, 4751, 4756, 4761: member added", 3, 4728, 4732, 4746, 4751, 4756, 4761),
		change("Security 4729, 4733, 4747, 4752, 4757, 4762: member removed", 4, 4729, 4733, 4747, 4752, 4757, 4762),
		change("Security 4730, 4734, 4748, 4753, 4758, 4763: group deleted", 5, 4730, 4734, 4748, 4753, 4758, 4763),
		change("Security 4735, 4737, 4745, 4750, 4755, 4760, 4764: group changed", 99, 4735, 4737, 4745, 4750, 4755, 4760, 4764),
	}
}
