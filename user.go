package outrider

import "time"

// Role is what a user of the desk does (mission: who uses it).
type Role string

// The roles.
const (
	RoleDuty    Role = "duty-officer"
	RoleCase    Role = "case-officer"
	RoleAnalyst Role = "analyst"
	RoleLiaison Role = "liaison"
	RoleAuditor Role = "auditor"
	RoleAdmin   Role = "administrator"
)

// Roles lists every role.
var Roles = []Role{RoleDuty, RoleCase, RoleAnalyst, RoleLiaison, RoleAuditor, RoleAdmin}

// User is somebody who may open the desk; every act carries one. Secret is the
// encoded verifier of a passphrase, never the passphrase.
type User struct {
	ID       UserID    `json:"id"`
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Secret   string    `json:"secret,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
	Added    time.Time `json:"added,omitzero"`
}

// Validate refuses an unknown role and a name that could not be typed at sign-in.
func (u User) Validate() error {
	if err := CheckID("user", string(u.ID)); err != nil {
		return err
	}
	if err := CheckID("user name:", u.Name); err != nil {
		return err
	}
	if indexOf(Roles, u.Role) < 0 {
		return Invalid("unknown role; the roles are duty-officer, case-officer, analyst, liaison, auditor, administrator")
	}
	return nil
}
