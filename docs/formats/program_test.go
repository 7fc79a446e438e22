package formats_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// program is the built binary on a store of its own.
type program struct {
	path, dir string
}

func build(t *testing.T) program {
	t.Helper()
	p := program{dir: t.TempDir()}
	p.path = filepath.Join(p.dir, "outrider")
	cmd := exec.Command("go", "build", "-o", p.path, "outrider/cmd/outrider")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return p
}

// run runs one command with --json and returns what it printed and its exit code.
func (p program) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(p.path, append([]string{"--json", "--data", filepath.Join(p.dir, "desk"), "--key-file", filepath.Join(p.dir, "key")}, args...)...)
	var out, errw bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errw
	err := cmd.Run()
	if ee, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	} else if ok && ee.ExitCode() < 0 {
		t.Fatalf("outrider %v died: %v\n%s", args, err, errw.String())
	}
	if t.Failed() {
		t.Log(errw.String())
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// step is one command, the exit code it must end with, and the schema of every
// line it prints.
type step struct {
	schema string
	code   int
	args   []string
}

// lines holds every line of an output to a schema; there must be one at least.
func lines(t *testing.T, schemaName, out string) {
	t.Helper()
	s := schema(t, schemaName)
	n := 0
	for line := range strings.Lines(out) {
		n++
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatalf("line %d is no JSON: %v", n, err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("line %d: %v\n%.400s", n, err, line)
		}
	}
	if n == 0 {
		t.Errorf("nothing was printed; %s expected", schemaName)
	}
}

func (p program) all(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		out, code := p.run(t, s.args...)
		if code != s.code {
			t.Errorf("outrider %s ended with %d, want %d", strings.Join(s.args, " "), code, s.code)
		}
		lines(t, s.schema, out)
	}
}

// write puts a file of reports beside the store.
func (p program) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestProgramKeepsItsFormats runs the program as an outside tool would and holds
// every line of standard output to its schema.
func TestProgramKeepsItsFormats(t *testing.T) {
	p := build(t)
	t.Run("without a store", func(t *testing.T) { p.storeless(t) })
	t.Run("with a store", func(t *testing.T) { p.stored(t) })
}

func (p program) storeless(t *testing.T) {
	ours, theirs := filepath.Join("testdata", "ashgrove.json"), filepath.Join("..", "..", "precedents", "cases", "o02-markov.json")
	broken := p.write(t, "broken.json", `{"case":{"id":"x03","protected":[{"id":"birch"}]},"events":[{"id":"e1","occurred":{"start":"2021"},"observable_by":["principal"],"about":["birch"]},7]}`)
	answers, pooled := p.write(t, "answers.csv", "expert,role,date,round,hypothesis,kind,lowest,highest,best,sure\nE-1,analyst,2026-11-21,1,attack,watched,5,20,10,80\n"), filepath.Join(p.dir, "elicited.json")
	p.all(t, []step{
		{"demo-check", 0, []string{"demo", "--check"}},
		{"replay-line", 0, []string{"replay", ours, theirs}},
		{"replay-line", 0, []string{"replay", "--view", "known", ours, theirs}},
		{"replay-line", 0, []string{"replay", "--tier", "C", "--delay", "48h", ours}},
		{"replay-line", 1, []string{"replay", broken}},
		{"precedent-like", 0, []string{"precedents", "like", "o07"}},
		{"case-counts", 0, []string{"precedents", "counts", "--without", "o03"}},
		{"case-joined", 0, []string{"precedents", "counts", "--joined", "--without", "o03", "--at", "2020-01-01"}},
		{"base-rate", 0, []string{"precedents", "rates", "--actor", "IR", "--host", "GB"}},
		{"elicit-question", 0, []string{"elicit", "questions"}},
		{"elicit-pool", 1, []string{"elicit", "pool", "--out", pooled, answers}},
		{"replay-score", 0, []string{"replay", "--score", theirs}},
	})
	if err := schema(t, "elicited").Validate(load(t, pooled)); err != nil {
		t.Error(err)
	}
	p.world(t)
	first, _ := p.run(t, "replay", ours)
	if again, _ := p.run(t, "replay", ours); again != first {
		t.Error("two replays of one case differ")
	}
}

// world makes a world, learns from it, detects and scores.
func (p program) world(t *testing.T) {
	dir, learnt, alarms := filepath.Join(p.dir, "world"), filepath.Join(p.dir, "params.json"), filepath.Join(p.dir, "alarms")
	if _, code := p.run(t, "world", "--level", "L1", "--seed", "3", "--people", "60", "--days", "400", dir); code != 0 {
		t.Fatalf("world ended with %d", code)
	}
	if _, code := p.run(t, "fit", dir, "--until", "2021-07-20", "--out", learnt); code != 0 {
		t.Fatalf("fit ended with %d", code)
	}
	for _, file := range []string{learnt, filepath.Join("..", "..", "parameters", "detect.json")} {
		if err := schema(t, "detect-params").Validate(load(t, file)); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
	out, code := p.run(t, "detect", "--calibrate-until", "2021-07-20", "--params", learnt, dir)
	if code != 0 {
		t.Fatalf("detect ended with %d", code)
	}
	lines(t, "alarm", out)
	if err := os.WriteFile(alarms, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	p.all(t, []step{{"score", 0, []string{"score", "--from", "2021-07-20", "--alarms", alarms, dir}}})
}

func (p program) stored(t *testing.T) {
	good := p.write(t, "good.ndjson", `{"kind":"watched","person":"K-01","occurred":"2026-01-02","text":"A grey van.","selectors":[{"kind":"plate","value":"DH 47 KLM"}]}`+"\n")
	broken := p.write(t, "broken.ndjson", "{\"text\":\"one\"}\n{\"kind\":\"flying\"}\n{\n")
	table := p.write(t, "partner.csv", "Code name,Incident type,Date,Number plate,Notes\nK-01,watched,2026-01-03,DH 47 KLM,The same van\n")
	mapping, export, kept := filepath.Join(p.dir, "mapping.json"), filepath.Join(p.dir, "ledger.ndjson"), filepath.Join(p.dir, "desk.backup")
	p.all(t, []step{{"init", 0, []string{"init"}}})
	if _, code := p.run(t, "person", "add", "K-01", "--name", "Mirela Beispiel"); code != 0 {
		t.Fatalf("person add ended with %d", code)
	}
	p.all(t, []step{
		{"receipt", 0, []string{"report", "--person", "K-01", "--kind", "watched", "--plate", "DH 47 K?M", "A grey van"}},
		{"receipt", 0, []string{"report", "--life", "--person", "K-01", "Two men at the door"}},
		{"imported", 0, []string{"import", good}},
		{"imported", 1, []string{"import", broken}},
		{"imported", 0, []string{"import", table, "--save-mapping", mapping}},
		{"imported", 0, []string{"import", table, "--mapping", mapping}},
		{"calibration", 0, []string{"calibration"}},
		{"rates-in-force", 0, []string{"elicit", "rates"}},
		{"judgements", 0, []string{"person", "judgements", "K-01"}},
		{"tasks", 0, []string{"person", "tasks", "--closed"}},
		{"levels-in-force", 0, []string{"record", "levels"}},
		{"threat-records", 0, []string{"record", "list", "--closed"}},
		{"plan", 0, []string{"plan", "show", "K-01"}},
		{"duties", 0, []string{"duty", "list"}},
		{"screen-pass", 0, []string{"screen", "now"}},
		{"list-source", 0, []string{"lists", "source", "own", "https://lists.example/own.csv", "--days", "3"}},
		{"list-source", 0, []string{"lists", "source"}},
		{"verify", 0, []string{"verify"}},
		{"doctor", 1, []string{"doctor"}},
		{"kept", 0, []string{"backup", kept}},
		{"kept", 0, []string{"export", "--ledger", export}},
		{"restored", 0, []string{"--data", filepath.Join(p.dir, "restored"), "restore", kept}},
	})
	if err := schema(t, "csv-mapping").Validate(load(t, mapping)); err != nil {
		t.Error(err)
	}
	p.recorded(t)
	p.cased(t)
	b, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	lines(t, "ledger-export", string(b))
	if bytes.Contains(b, []byte("Beispiel")) || bytes.Contains(b, []byte("47")) && bytes.Contains(b, []byte("KLM\"")) {
		t.Error("the export names somebody")
	}
	for _, view := range [][]string{{"queue"}, {"person", "list"}, {"person", "show", "K-01"}, {"search", "van"}, {"user", "list"}, {"version"}} {
		if out, code := p.run(t, view...); code != 0 || strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "{") {
			t.Errorf("outrider %v ended with %d and printed %.200q; want one object", view, code, out)
		}
	}
}

// recorded holds a threat record with something of everything to its schemas.
func (p program) recorded(t *testing.T) {
	do := func(args ...string) string {
		out, code := p.run(t, append([]string{"record"}, args...)...)
		var got struct{ ID string }
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("record %v ended with %d and printed %.200q: %v", args, code, out, err)
		}
		lines(t, "done", out)
		return got.ID
	}
	if _, code := p.run(t, "user", "add", "mira", "--role", "duty-officer"); code != 0 { // nobody is left unwarned by one person
		t.Fatalf("user add ended with %d", code)
	}
	id := do("open", "K-01", "--level", "serious", "--what", "a caller", "--immediacy", "days")
	do("know", id, "outside", "--who", "the school", "--what", "a stranger", "--happened", "2026-01-02", "--ought", "2026-01-03", "--missed", "nobody asked")
	do("option", id, "--what", "wait", "--for", "more is known", "--against", "they are not told")
	do("decide", id, "do-not-warn", "--ground", "unreachable", "--review", "2d", "--reasons", "no way is left")
	step := do("rung", id, "letter", "--method", "letter", "--language", "fa", "--wording", "look out")
	do("receipt", id, step, "--missed", "--known", "it came back")
	do("link", id, "--who", "daughter", "--child")
	do("dissent", id, "--why", "it is nearer")
	out, code := p.run(t, "record", "show", id)
	if code != 0 {
		t.Fatalf("record show ended with %d", code)
	}
	lines(t, "threat-record", out)
	if out, code = p.run(t, "record", "list", "--silent"); code != 0 {
		t.Fatalf("record list ended with %d", code)
	}
	lines(t, "threat-records", out)
}
