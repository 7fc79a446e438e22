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
	whose  []outrider.PersonID // under whose keys the note was sealed

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
	verdict   *VerdictBody
	revoked   *RevokedBody
	watch     *WatchBody
	unwatch   *WatchEndedBody
	lists     *ListsBody
	source    *SourceBody
	question  *QuestionBody
	answer    *AnswerBody

	finding  *outrider.Finding
	assessed *AssessedBody
	alert    *outrider.Alert
	screened *ScreenedBody
	judging  judging

	consenting consenting
	clock      clockChange
	photo      photoChange
	offline    offlineChange
	approving  approving
	planning   planning
	danger     *DangerBody
	portal     portalChange
	casing     casing
	referring  referring
	paging     paging
}

// Decode turns an opened entry into a Change. Erased parts decode as erased; an
// entry type or version of a newer Outrider is an error that says so.
func Decode(e outrider.Entry) (Change, error) {
	c := Change{Entry: e}
	if e.Version != 1 {
		return c, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("entry %d has version %d of %s, which this Outrider cannot read", e.Seq, e.Version, e.Type),
			Hint: "start a newer Outrider on this store"}
	}
	target, ok := c.target(e.Type)
	if !ok {
		return c, &outrider.Error{Code: outrider.CodeInvalid, Safe: fmt.Sprintf("entry %d has the unknown type %s", e.Seq, e.Type), Hint: "start a newer Outrider on this store"}
	}
	var err error
	switch e.Type {
	case outrider.EntryReportFiled:
		err = c.decodeFiled()
	case outrider.EntryPersonAdded, outrider.EntryPersonChanged:
		err = c.decodePerson()
	case outrider.EntryWishes:
		err = c.decodeWishes()
	case outrider.EntryOfflineKeyed:
		err = c.decodeKeyed(target)
	case outrider.EntryPictured:
		err = c.decodePictured(target)
	case outrider.EntryReferralSent:
		err = c.decodeSent()
	default:
		err = c.decodeFirst(target)
	}
	if err != nil {
		return c, &outrider.Error{Code: outrider.CodeDamaged, Safe: fmt.Sprintf("entry %d cannot be read", e.Seq), Hint: "run outrider verify", Err: err}
	}
	c.Entry.Parts = slimParts(e.Parts)
	return c, nil
}

// target says where the single body of a type goes; ok is false for a type that
// this version does not know. Reports and people have several bodies.
func (c *Change) target(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryReportFiled, outrider.EntryPersonAdded, outrider.EntryPersonChanged:
		return nil, true
	case outrider.EntryAssessment:
		return into(&c.assessed), true
	case outrider.EntryFinding:
		return into(&c.finding), true
	case outrider.EntryAlert:
		return into(&c.alert), true
	case outrider.EntryDelivered:
		return into(&c.delivered), true
	case outrider.EntryRead:
		return into(&c.read), true
	case outrider.EntryScreening:
		return into(&c.screened), true
	}
	if set, ok := c.ofLists(t); ok {
		return set, true
	}
	return c.decision(t)
}

// ofLists is target for what is about lists, hits and watches.
func (c *Change) ofLists(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryVerdict:
		return into(&c.verdict), true
	case outrider.EntryVerdictRevoked:
		return into(&c.revoked), true
	case outrider.EntryWatch:
		return into(&c.watch), true
	case outrider.EntryWatchEnded:
		return into(&c.unwatch), true
	case outrider.EntryLists:
		return into(&c.lists), true
	case outrider.EntryListSource:
		return into(&c.source), true
	}
	return nil, false
}

// decision is target for what people decide.
func (c *Change) decision(t outrider.EntryType) (set func([]byte) error, ok bool) {
	switch t {
	case outrider.EntryReportGraded:
		return into(&c.graded), true
	case outrider.EntryReportRetract:
		return into(&c.retracted), true
	case outrider.EntryProposal:
		return into(&c.settled), true
	case outrider.EntryUserAdded, outrider.EntryUserChanged:
		return into(&c.user), true
	case outrider.EntryUserInvited:
		return into(&c.invited), true
	case outrider.EntryPersonErased:
		return into(&c.erase), true
	case outrider.EntryAlertTaken:
		return into(&c.taken), true
	case outrider.EntryAlertDismissed:
		return into(&c.dismissed), true
	case outrider.EntryParameters:
		return into(&c.params), true
	case outrider.EntryBackup:
		return into(&c.backup), true
	case outrider.EntryQuestion:
		return into(&c.question), true
	case outrider.EntryAnswer:
		return into(&c.answer), true
	}
	if set, ok := c.consenting.target(t); ok {
		return set, true
	}
	if set, ok := c.approving.target(t); ok {
		return set, true
	}
	if set, ok := c.offline.target(t); ok {
		return set, true
	}
	if set, ok := c.photo.target(t); ok {
		return set, true
	}
	if set, ok := c.casing.target(t); ok {
		return set, true
	}
	if set, ok := c.referring.target(t); ok {
		return set, true
	}
	if set, ok := c.paging.target(t); ok {
		return set, true
	}
	if set, ok := c.clock.target(t); ok {
		return set, true
	}
	if set, ok := c.planning.target(t); ok {
		return set, true
	}
	if slices.Contains(dangerEntries, t) {
		return into(&c.danger), true
	}
	if set, ok := c.portal.target(t); ok {
		return set, true
	}
	return c.judging.target(t)
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
	c.note, c.whose = n.Text, c.Parts[1].People
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

// aboutReport names the report that a decision is about.
func (c Change) aboutReport() outrider.ReportID {
	switch {
	case c.graded != nil:
		return c.graded.Report
	case c.retracted != nil:
		return c.retracted.Report
	case c.settled != nil:
		return c.settled.Report
	}
	return ""
}

// Text returns the text of the report that the change files, where it can be opened.
func (c Change) Text() string {
	switch {
	case c.filed != nil:
		return c.filed.Report.Text
	case len(c.own) > 0:
		return mergeOwn(c.own).Report.Text
	}
	return ""
}

// Withdraws returns the report that the change withdraws.
func (c Change) Withdraws() (outrider.ReportID, bool) {
	if c.retracted == nil {
		return "", false
	}
	return c.retracted.Report, true
}
