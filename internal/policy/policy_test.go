package policy_test

import (
	"testing"

	"outrider"
	"outrider/internal/policy"

	"pgregory.net/rapid"
)

func user(r outrider.Role) outrider.User {
	return outrider.User{ID: outrider.UserID("u-" + string(r)), Name: string(r), Role: r}
}

// The whole table, spelt out: a change to who may do what is a change to this test.
func TestMay(t *testing.T) {
	want := map[outrider.Role]string{
		outrider.RoleDuty:    "file-report read-queue read-person reveal-identity read-report decide-alert grade-report settle-proposal search read-precedents read-health screen judge confirm collect read-record answer-question record-consent pass-on work-case approve advise read-danger keep-danger decide-danger",
		outrider.RoleCase:    "file-report read-queue read-person reveal-identity read-report decide-alert change-person erase-person grade-report settle-proposal search read-precedents read-health screen judge publish confirm collect read-record answer-question record-consent pass-on work-case approve advise read-danger keep-danger decide-danger",
		outrider.RoleAnalyst: "file-report read-queue read-person read-report decide-alert grade-report settle-proposal search read-precedents read-health screen judge publish collect read-record answer-question work-case read-danger keep-danger",
		outrider.RoleLiaison: "file-report read-report read-precedents",
		outrider.RoleAuditor: "read-audit read-precedents read-health read-record",
		outrider.RoleAdmin:   "manage-users read-precedents read-health maintain",
	}
	for _, role := range outrider.Roles {
		got := ""
		for _, a := range policy.Acts {
			if policy.May(user(role), a) {
				if got != "" {
					got += " "
				}
				got += string(a)
			}
		}
		if got != want[role] {
			t.Errorf("%s may\n got %s\nwant %s", role, got, want[role])
		}
		disabled := user(role)
		disabled.Disabled = true
		for _, a := range policy.Acts {
			if policy.May(disabled, a) {
				t.Errorf("a disabled %s may %s", role, a)
			}
		}
	}
}

func TestSees(t *testing.T) {
	red := outrider.Handling{TLP: outrider.TLPRed, PAP: outrider.PAPRed}
	amber := outrider.Handling{TLP: outrider.TLPAmber, PAP: outrider.PAPAmber}
	cases := []struct {
		name string
		u    outrider.User
		o    policy.Object
		want bool
	}{
		{"duty officer, red, no recipients", user(outrider.RoleDuty), policy.Object{Handling: red}, true},
		{"analyst, red, no recipients", user(outrider.RoleAnalyst), policy.Object{Handling: red}, false},
		{"analyst, red, named", user(outrider.RoleAnalyst), policy.Object{Handling: red, Recipients: []outrider.UserID{"u-analyst"}}, true},
		{"duty officer, red, another named", user(outrider.RoleDuty), policy.Object{Handling: red, Recipients: []outrider.UserID{"u-x"}}, false},
		{"analyst, amber", user(outrider.RoleAnalyst), policy.Object{Handling: amber}, true},
		{"liaison, amber, another's", user(outrider.RoleLiaison), policy.Object{Handling: amber, By: "u-x"}, false},
		{"liaison, own", user(outrider.RoleLiaison), policy.Object{Handling: red, By: "u-liaison"}, true},
		{"auditor, clear", user(outrider.RoleAuditor), policy.Object{Handling: outrider.Handling{TLP: outrider.TLPClear, PAP: outrider.PAPClear}}, false},
	}
	for _, c := range cases {
		if got := policy.Sees(c.u, c.o); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func handling() *rapid.Generator[outrider.Handling] {
	return rapid.Custom(func(t *rapid.T) outrider.Handling {
		return outrider.Handling{
			TLP:     rapid.SampledFrom([]outrider.TLP{"", outrider.TLPClear, outrider.TLPGreen, outrider.TLPAmber, outrider.TLPAmberStrict, outrider.TLPRed}).Draw(t, "tlp"),
			PAP:     rapid.SampledFrom([]outrider.PAP{"", outrider.PAPClear, outrider.PAPGreen, outrider.PAPAmber, outrider.PAPRed}).Draw(t, "pap"),
			Caveats: rapid.SampledFrom([]string{"", "not to the embassy", "ask first"}).Draw(t, "caveats"),
		}
	})
}

func TestJoinIsStrictestInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := handling().Draw(t, "a"), handling().Draw(t, "b")
		ab, ba := policy.Join(a, b), policy.Join(b, a)
		if ab != ba {
			t.Fatalf("order matters: %v and %v", ab, ba)
		}
		for _, part := range []outrider.Handling{a.Or(), b.Or()} {
			if ab.TLP.Rank() < part.TLP.Rank() || ab.PAP.Rank() < part.PAP.Rank() {
				t.Fatalf("%v is weaker than its part %v", ab, part)
			}
		}
	})
}
