package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"outrider"
	"outrider/internal/intake"
	"outrider/internal/rates"
	"outrider/parameters"
)

type elicitCmd struct {
	Ask       elicitAskCmd       `cmd:"" help:"Put the questions to one expert, at the terminal."`
	Questions elicitQuestionsCmd `cmd:"" help:"Write the questions as a table to fill in."`
	Pool      elicitPoolCmd      `cmd:"" help:"Pool answers, and say what they would change."`
	Adopt     elicitAdoptCmd     `cmd:"" help:"Bring pooled answers into force."`
	Rates     elicitRatesCmd     `cmd:"" help:"Show the rates in force."`
}

// whichCells chooses questions.
type whichCells struct {
	Kind       []string `help:"Only these kinds of report." placeholder:"KIND"`
	Hypothesis []string `help:"Only these hypotheses." placeholder:"HYPOTHESIS"`
}

func (w whichCells) questions() ([]rates.Question, error) {
	r, err := rates.LoadRates(parameters.FS)
	if err != nil {
		return nil, err
	}
	var kinds []outrider.Kind
	for _, k := range w.Kind {
		kinds = append(kinds, outrider.Kind(k))
	}
	var hyps []outrider.Hypothesis
	for _, h := range w.Hypothesis {
		hyps = append(hyps, outrider.Hypothesis(h))
	}
	q := rates.Questions(r, kinds, hyps)
	if len(q) == 0 {
		return nil, &outrider.Error{Code: outrider.CodeInvalid, Safe: "no question is left", Hint: "outrider elicit questions lists every kind and hypothesis"}
	}
	return q, nil
}

type elicitQuestionsCmd struct {
	whichCells
	Expert string `help:"Code name to fill in." placeholder:"CODE"`
	Role   string `help:"Role to fill in." placeholder:"ROLE"`
}

// Help is shown under the flags.
func (elicitQuestionsCmd) Help() string {
	return `A table with a question a row, for a spreadsheet. Rows left empty are not answered.

  outrider elicit questions --expert E-1 --role 'case officer' >answers-E-1.csv
  outrider --json elicit questions --kind threat-message`
}

// Run writes the template, or the questions a line each.
func (c *elicitQuestionsCmd) Run(e *env) error {
	q, err := c.questions()
	if err != nil {
		return err
	}
	if !e.cli.JSON {
		return rates.WriteTemplate(e.out, rates.Answer{Expert: c.Expert, Role: c.Role, Date: e.clock().UTC().Format(time.DateOnly)}, q)
	}
	for _, one := range q {
		if err := e.printJSON(one); err != nil {
			return err
		}
	}
	return nil
}

type elicitAskCmd struct {
	whichCells
	Expert string   `help:"Code name of the expert; never a name." required:"" placeholder:"CODE"`
	Role   string   `help:"What the expert does." required:"" placeholder:"ROLE"`
	Round  int      `help:"1, or 2 after a talk: it shows how far the group was apart." default:"1"`
	Group  []string `help:"Files with the first round's answers of everybody." placeholder:"FILE" type:"path"`
	Out    string   `help:"File to write the answers to; it must not exist yet." required:"" placeholder:"FILE" type:"path"`
}

// Help is shown under the flags.
func (elicitAskCmd) Help() string {
	return `Four steps a question, in people of a hundred: the lowest plausible number, the highest, the best
guess, and how sure (50 to 100 %) that the two ends hold the truth. An empty line passes over a
question; a line with only a point ends, and keeps what was answered.

  outrider elicit ask --expert E-1 --role 'case officer' --kind watched --out e1.json
  outrider elicit ask --expert E-1 --role 'case officer' --round 2 --group 'e*.json' --out e1-2.json`
}

// Run asks, and writes what was answered.
func (c *elicitAskCmd) Run(e *env) error {
	q, err := c.questions()
	if err != nil {
		return err
	}
	group, err := e.readAnswers(c.Group)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Out); err == nil {
		return exists(c.Out)
	}
	who := rates.Answer{Expert: c.Expert, Role: c.Role, Date: e.clock().UTC().Format(time.DateOnly), Round: c.Round}
	x := interview{e: e, in: bufio.NewScanner(e.in), who: who, group: group}
	answers := x.all(q)
	if len(answers) == 0 {
		e.say("nothing was answered, and nothing written")
		return errRefused
	}
	if err := writeNew(c.Out, answers, false); err != nil {
		return err
	}
	e.say("%d of %d questions answered, in %s", len(answers), len(q), filepath.Base(c.Out))
	return nil
}

// interview is one sitting.
type interview struct {
	e     *env
	in    *bufio.Scanner
	who   rates.Answer
	group []rates.Answer
}

func (x *interview) all(questions []rates.Question) []rates.Answer {
	out := []rates.Answer{}
	for i, q := range questions {
		x.e.say("\n%d of %d. %s", i+1, len(questions), q.Text)
		x.spread(q)
		a, answered, more := x.one(q)
		if answered {
			out = append(out, a)
		}
		if !more {
			break
		}
	}
	return out
}

// spread shows the second round how far the first was apart, and nobody's answer.
func (x *interview) spread(q rates.Question) {
	if x.who.Round < 2 {
		return
	}
	s, ok := rates.GroupSpread(x.group, q)
	if !ok {
		x.e.say("   too few answered in the first round to show it without showing whose it is")
		return
	}
	x.e.say("   first round, %d experts: best guesses from %g to %g, in the middle %g", s.Experts, s.Lowest, s.Highest, s.Middle)
}

// one asks the four steps again until they fit together.
func (x *interview) one(q rates.Question) (a rates.Answer, answered, more bool) {
	steps := []string{"lowest plausible", "highest plausible", "best guess", "how sure, in %"}
	for {
		a = x.who
		a.Hypothesis, a.Kind = q.Hypothesis, q.Kind
		for i, to := range []*float64{&a.Lowest, &a.Highest, &a.Best, &a.Sure} {
			line, ok := x.line(steps[i])
			if !ok || line == "." {
				return a, false, false
			}
			if line == "" && i == 0 {
				return a, false, true
			}
			v, err := strconv.ParseFloat(strings.TrimSuffix(line, "%"), 64)
			if err != nil {
				v = -1
			}
			*to = v
		}
		err := a.Check()
		if err == nil {
			return a, true, true
		}
		x.e.say("   once more: %s", outrider.SafeText(err))
	}
}

func (x *interview) line(step string) (string, bool) {
	fmt.Fprintf(x.e.errw, "   %s: ", step)
	if !x.in.Scan() {
		return "", false
	}
	return strings.TrimSpace(x.in.Text()), true
}

type elicitPoolCmd struct {
	Files   []string `arg:"" help:"Answers: tables or JSON, of every expert and both rounds." type:"path"`
	Out     string   `help:"File to write the pool to; else elicited.json in the data folder." placeholder:"FILE" type:"path"`
	Replace bool     `help:"Write over a pool that is there."`
	Dry     bool     `help:"Only say what it would change." name:"dry-run"`
}

// Help is shown under the flags.
func (elicitPoolCmd) Help() string {
	return `Keeps every answer, pools them geometrically, and says what would change against the published
rates; outrider elicit adopt --dry-run says it against those in force. Nothing comes into force by
this: an administrator reads the file and adopts it.

  outrider elicit pool e1.json e2.csv e3.json e4.json e5.json
  outrider --json elicit pool --dry-run answers.csv

Exit codes: 0 done; 1 done, with fewer experts than are wanted; 2 not done.`
}

// Run pools.
func (c *elicitPoolCmd) Run(e *env) error {
	p, err := rates.Load(parameters.FS)
	if err != nil {
		return err
	}
	inForce, err := rates.LoadRates(parameters.FS)
	if err != nil {
		return err
	}
	answers, err := e.readAnswers(c.Files)
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: "nobody has answered", Hint: "outrider elicit questions writes a table to fill in"}
	}
	pool, err := rates.Pool(p, inForce.Columns, answers, e.clock().UTC().Format(time.DateOnly))
	if err != nil {
		return err
	}
	if err := e.sayPool(pool, pool.Changes(inForce)); err != nil {
		return err
	}
	if !c.Dry {
		if err := c.write(e, pool); err != nil {
			return err
		}
	}
	if n := len(pool.Experts); n < p.Experts {
		e.say("%d experts are fewer than the %d wanted: one person's habit weighs much in this pool", n, p.Experts)
		return errRefused
	}
	return nil
}

func (c *elicitPoolCmd) write(e *env, pool rates.Elicited) error {
	out := c.Out
	if out == "" {
		dir, err := e.dataDir()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		out = filepath.Join(dir, "elicited.json")
	}
	if err := writeNew(out, pool, c.Replace); err != nil {
		return err
	}
	e.say("written to %s; nothing is in force by that", filepath.Base(out))
	return nil
}

func (e *env) sayPool(pool rates.Elicited, moved []rates.Moved) error {
	if e.cli.JSON {
		return e.printJSON(struct {
			Experts []rates.Expert   `json:"experts"`
			Cells   []rates.PoolCell `json:"cells"`
			Changes []rates.Moved    `json:"changes"`
		}{pool.Experts, pool.Cells, moved})
	}
	rows := [][]string{{"KIND", "HYPOTHESIS", "NOW, A WEEK", "POOLED", "RATIO", "EXPERTS", "APART BY"}}
	for _, m := range moved {
		for _, c := range pool.Cells {
			if c.Kind == m.Kind && c.Hypothesis == m.Hypothesis {
				rows = append(rows, []string{string(m.Kind), string(m.Hypothesis), fmt.Sprintf("%.3g", m.From), fmt.Sprintf("%.3g", m.To), fmt.Sprintf("%.2f", m.To/m.From), fmt.Sprint(c.Experts), fmt.Sprintf("%.2f nats", c.Spread)})
			}
		}
	}
	e.table(rows)
	return nil
}

// readAnswers reads files; a pattern in quotes is read as the files it matches.
func (e *env) readAnswers(files []string) ([]rates.Answer, error) {
	var out []rates.Answer
	for _, name := range files {
		list, err := filepath.Glob(name)
		if err != nil || len(list) == 0 {
			list = []string{name}
		}
		for _, one := range list {
			data, err := e.readInput(one, intake.MaxBytes)
			if err != nil {
				return nil, err
			}
			got, err := rates.ReadAnswers(data)
			if err != nil {
				return nil, outrider.Invalid("%s: %s", filepath.Base(one), outrider.SafeText(err))
			}
			out = append(out, got...)
		}
	}
	return out, nil
}

// writeNew writes a file for people, and over an older one only if told so.
func writeNew(path string, v any, replace bool) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	how := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if replace {
		how = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, how, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return exists(path)
	}
	if err != nil {
		return &outrider.Error{Code: outrider.CodeInvalid, Safe: filepath.Base(path) + " cannot be written", Hint: "choose a folder that may be written to", Err: err}
	}
	_, err = f.Write(append(data, '\n'))
	return cmp.Or(err, f.Close())
}

func exists(path string) error {
	return &outrider.Error{Code: outrider.CodeInvalid, Safe: filepath.Base(path) + " is there already", Hint: "choose another name, or say --replace where it is offered"}
}
