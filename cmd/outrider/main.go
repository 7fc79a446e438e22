// Command outrider is the whole system: a desk for people who protect others
// from hostile states, in one binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones must not depend on the machine

	"github.com/alecthomas/kong"

	"outrider"
	"outrider/internal/guidance"
)

// Exit codes, the same for every command.
const (
	exitDone    = 0 // done
	exitRefused = 1 // done, with something refused or found wrong
	exitNot     = 2 // not done
)

// errRefused ends a command that did its work and found something wrong; what it
// was has been said already.
var errRefused = errors.New("something was refused or found wrong")

// cli is the command line. Global flags come first.
type cli struct {
	Data           string `help:"Data folder (OUTRIDER_DATA)." env:"OUTRIDER_DATA" placeholder:"DIR"`
	PassphraseFile string `help:"File that holds the passphrase; OUTRIDER_PASSPHRASE works too." placeholder:"FILE"`
	KeyFile        string `help:"Key file instead of a passphrase (OUTRIDER_KEY_FILE)." env:"OUTRIDER_KEY_FILE" placeholder:"FILE"`
	As             string `help:"Name of the user who acts (OUTRIDER_USER)." env:"OUTRIDER_USER" placeholder:"NAME"`
	JSON           bool   `help:"Machine output on standard output, and nothing else there." name:"json"`

	Demo        demoCmd        `cmd:"" help:"Show the desk at work on invented people, on this machine only."`
	Init        initCmd        `cmd:"" help:"Make a store: keys, ledger, first user."`
	Serve       serveCmd       `cmd:"" help:"Run the desk: pages, socket, clocks."`
	Report      reportCmd      `cmd:"" help:"File one report."`
	Import      importCmd      `cmd:"" help:"File reports from JSON, CSV or saved articles."`
	Person      personCmd      `cmd:"" help:"The register of protected people."`
	Queue       queueCmd       `cmd:"" help:"What waits for a decision."`
	Alert       alertCmd       `cmd:"" help:"Open, take or dismiss an alert."`
	Search      searchCmd      `cmd:"" help:"Search reports and selectors, in every script."`
	User        userCmd        `cmd:"" help:"The users of the desk."`
	Replay      replayCmd      `cmd:"" help:"Replay documented cases without hindsight."`
	Calibration calibrationCmd `cmd:"" help:"What was said, held to what came: misses, counts, scores."`
	World       worldCmd       `cmd:"" help:"Invent a world to measure detection on."`
	Fit         fitCmd         `cmd:"" help:"Learn the numbers of detection from a history."`
	Detect      detectCmd      `cmd:"" help:"Look for hostile collection in a world's sightings."`
	Screen      screenCmd      `cmd:"" help:"Hold names against names, in every script."`
	Score       scoreCmd       `cmd:"" help:"Score alarms against a world's truth."`
	Verify      verifyCmd      `cmd:"" help:"Prove that the ledger is whole, or name the first damage."`
	Export      exportCmd      `cmd:"" help:"Write out the ledger with its bodies sealed."`
	Record      recordCmd      `cmd:"" help:"Threat records: what was known, decided, done, and offered."`
	Plan        planCmd        `cmd:"" help:"Measures: offered, answered, in place, kept up, signed."`
	Duty        dutyCmd        `cmd:"" help:"What time asks for: duties, check-ins, the hand-over."`
	Case        caseCmd        `cmd:"" help:"Cases: files on threats, their owners, referrals, how they end."`
	Approval    approvalCmd    `cmd:"" help:"What waits for a second person."`
	Rota        rotaCmd        `cmd:"" help:"Who is asked first and second, at which hours."`
	Backup      backupCmd      `cmd:"" help:"Write an encrypted backup."`
	Restore     restoreCmd     `cmd:"" help:"Restore a backup into an empty folder."`
	Lists       listsCmd       `cmd:"" help:"Lists in every version, and what changed between them."`
	Channels    channelsCmd    `cmd:"" help:"How the desk may reach its people."`
	Answers     answersCmd     `cmd:"" help:"What states did in answer to hostile acts, and what was taken back."`
	Advice      adviceCmd      `cmd:"" help:"The library of advice: cards and measures, in every language."`
	Precedents  precedentsCmd  `cmd:"" help:"Documented cases: like ones, counts, base rates, lint."`
	Elicit      elicitCmd      `cmd:"" help:"Ask experts for the rates, and pool what they say."`
	Settings    settingsCmd    `cmd:"" help:"What an organisation settles for itself: zone, hours, clocks, second persons."`
	Doctor      doctorCmd      `cmd:"" help:"Check the store and its surroundings; every line says what to do."`
	Completion  completionCmd  `cmd:"" help:"Print a shell completion script."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// env is what a command works with, besides its flags.
type env struct {
	ctx    context.Context
	cli    *cli
	out    io.Writer
	errw   io.Writer
	in     io.Reader
	clock  func() time.Time
	getenv func(string) string

	transport http.RoundTripper // of what is fetched; nil: the machine's own
	texts     *guidance.Keeper  // the library of advice in force; nil: the shipped one
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// streams are where a command reads and writes.
type streams struct {
	in        io.Reader
	out, errw io.Writer
}

// exited carries an exit code out of the parser's help and version handling.
type exited int

// run parses and runs one command and returns its exit code.
func run(ctx context.Context, args []string, s streams) (code int) {
	defer func() {
		if x, ok := recover().(exited); ok {
			code = int(x)
		}
	}()
	var c cli
	p, err := kong.New(&c, kong.Name("outrider"), kong.Description(about), kong.Writers(s.out, s.errw),
		kong.Exit(func(n int) { panic(exited(n)) }), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(s.errw, "outrider:", err)
		return exitNot
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := p.Parse(args)
	if err != nil {
		fmt.Fprintf(s.errw, "outrider: %v\n  outrider --help lists the commands; outrider COMMAND --help has examples\n", err)
		return exitNot
	}
	e := &env{ctx: ctx, cli: &c, out: s.out, errw: s.errw, in: s.in, clock: time.Now, getenv: os.Getenv}
	return e.finish(k.Run(e))
}

// finish tells a person what went wrong and what to do, and returns the code.
func (e *env) finish(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRefused):
		return exitRefused
	}
	var oe *outrider.Error
	if errors.As(err, &oe) {
		fmt.Fprintln(e.errw, "outrider:", oe.Safe)
		if oe.Err != nil && oe.Code != outrider.CodeNotFound {
			fmt.Fprintln(e.errw, "  because:", oe.Err)
		}
		if oe.Hint != "" {
			fmt.Fprintln(e.errw, "  do:", oe.Hint)
		}
		if oe.Code == outrider.CodeDamaged {
			return exitRefused
		}
		return exitNot
	}
	fmt.Fprintln(e.errw, "outrider:", err)
	return exitNot
}

const about = `A desk for people who protect others from hostile states.

Start with: outrider demo
Exit codes: 0 done, 1 done with something refused or found wrong, 2 not done.`
