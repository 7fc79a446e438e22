package picture

import (
	"encoding/json"
	"fmt"
	"slices"

	"outrider"
)

// Change is an entry with its bodies decoded, ready to be applied. Decoding is
// the expensive half of a fold and needs no state: many can run at once.
type Change struct {
	outrider.Entry
	erased bool // a part this entry cannot do without is gone
	note   string

	filed     *FiledBody
	own       []FiledBody // each survivor's own facts, where the joint part is gone
	graded    *GradedBody
	retracted *RetractedBody
	settled   *SettledBody
	user      *UserBody
	invited   *InvitedBody
	person    *PersonBody
	identity  *outrider.Identity
	erase     *ErasedBody
	taken     *TakenBody
	dismissed *DismissedBody
	read      *ReadBody
	delivered *DeliveredBody
	params    *ParametersBody
	backup    *BackupBody

	finding    *outrider.Finding
	assessment *outrider.Assessment
	alert      *outrider.Alert
}

// Decode turns an opened entry into a Change. Erased parts decode as erased; an
// entry type or version of a newer Outrider is an error that says so.
func Decode(e outrider.Entry) (Change, error) {
	c := Change{Entry: e}
	if e.Version != 1 {
		return c, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("entry %d has version %d of %s, which this Outrider cannot read", e.Seq, e.Version, e.Type),
			Hint: "start a newer Outrider on this store"}
	}
	target, ok := c.targets()[e.Type]
	if !ok {
		return c, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("entry %d has the unknown type %s", e.Seq, e.Type), Hint: "start a newer Outrider on this store"}
	}
	var err error
	switch e.Type {
	case outrider.EntryReportFiled:
		err = c.decodeFiled()
	case outrider.EntryPersonAdded, outrider.EntryPersonChanged:
		err = c.decodePerson()
	default:
		err = c.decodeFirst(target)
	}
	if err != nil {
		return c, &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("entry %d cannot be read", e.Seq), Hint: "run outrider verify", Err: err}
	}
	c.Entry.Parts = slimParts(e.Parts)
	return c, nil
}

// targets says where the single body of each type goes.
func (c *Change) targets() map[outrider.EntryType]func([]byte) error {
	return map[outrider.EntryType]func([]byte) error{
		outrider.EntryReportFiled:    nil,
		outrider.EntryPersonAdded:    nil,
		outrider.EntryPersonChanged:  nil,
		outrider.EntryReportGraded:   into(&c.graded),
		outrider.EntryReportRetract:  into(&c.retracted),
		outrider.EntryProposal:       into(&c.settled),
		outrider.EntryUserAdded:      into(&c.user),
		outrider.EntryUserChanged:    into(&c.user),
		outrider.EntryUserInvited:    into(&c.invited),
		outrider.EntryPersonErased:   into(&c.erase),
		outrider.EntryAlertTaken:     into(&c.taken),
		outrider.EntryAlertDismissed: into(&c.dismissed),
		outrider.EntryRead:           into(&c.read),
		outrider.EntryDelivered:      into(&c.delivered),
		outrider.EntryParameters:     into(&c.params),
		outrider.EntryBackup:         into(&c.backup),
		outrider.EntryFinding:        into(&c.finding),
		outrider.EntryAssessment:     into(&c.assessment),
		outrider.EntryAlert:          into(&c.alert),
	}
}

func into[T any](dst **T) func([]byte) error {
	return func(b []byte) error {
		v := new(T)
		if err := json.Unmarshal(b, v); err != nil {
			return err
		}
		*dst = v
		return nil
	}
}

// decodeFirst decodes an entry that has one part, and a note perhaps.
func (c *Change) decodeFirst(set func([]byte) error) error {
	if len(c.Parts) == 0 {
		return fmt.Errorf("no parts")
	}
	if c.Parts[0].Erased {
		c.erased = true
		return nil
	}
	if err := set(c.Parts[0].Body); err != nil {
		return err
	}
	return c.decodeNote()
}

// decodeNote reads the free text of a decision, where it has one that can still
// be opened.
func (c *Change) decodeNote() error {
	if len(c.Parts) < 2 || c.Parts[1].Erased {
		return nil
	}
	var n NoteBody
	if err := json.Unmarshal(c.Parts[1].Body, &n); err != nil {
		return err
	}
	c.note = n.Text
	return nil
}

// decodeFiled takes the whole report where it can be opened, else what is left
// of it for each person who was not erased.
func (c *Change) decodeFiled() error {
	for _, p := range c.Parts {
		if p.Erased {
			continue
		}
		var b FiledBody
		if err := json.Unmarshal(p.Body, &b); err != nil {
			return err
		}
		if !b.Partial {
			c.filed, c.own = &b, nil
			return nil
		}
		c.own = append(c.own, b)
	}
	c.erased = true
	return nil
}

func (c *Change) decodePerson() error {
	for _, p := range c.Parts {
		if p.Erased {
			continue
		}
		set := into(&c.person)
		if p.Purpose == outrider.PurposeIdentity {
			set = into(&c.identity)
		}
		if err := set(p.Body); err != nil {
			return err
		}
	}
	c.erased = c.person == nil
	return nil
}

// slimParts keeps whose parts an entry had and drops the bytes, which are
// decoded by now.
func slimParts(parts []outrider.Part) []outrider.Part {
	out := slices.Clone(parts)
	for i := range out {
		out[i].Body = nil
	}
	return out
}

// Erases returns whom the change erases.
func (c Change) Erases() (outrider.PersonID, bool) {
	if c.erase == nil {
		return "", false
	}
	return c.erase.Person, true
}

// Withdraws returns the report that the change withdraws.
func (c Change) Withdraws() (outrider.ReportID, bool) {
	if c.retracted == nil {
		return "", false
	}
	return c.retracted.Report, true
}
