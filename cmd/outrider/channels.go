package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"outrider"
	"outrider/internal/desk"
	"outrider/internal/local"
	"outrider/internal/notify"
	"outrider/internal/notify/channels"
	"outrider/internal/notify/console"
	"outrider/internal/notify/push"
)

// channelsName is the file in the data folder in which an administrator writes down
// how the desk may reach its people.
const channelsName = "channels.json"

type channelsCmd struct {
	List  channelsListCmd  `cmd:"" help:"The channels that are written down, in the order in which they are tried."`
	Check channelsCheckCmd `cmd:"" help:"Read the channels file and send nothing."`
	Trial channelsTrialCmd `cmd:"" help:"Send the trial sentence over one channel."`
	Alive channelsAliveCmd `cmd:"" help:"Send one sign of life to whoever watches the desk from outside."`
	Keys  channelsKeysCmd  `cmd:"" help:"Make a key pair for messages to browsers."`
}

// pager is the chain of the channels file; without one the terminal is rung.
func (e *env) pager(dir string) (*notify.Chain, error) {
	links, err := e.links(dir)
	if err != nil {
		return nil, err
	}
	if len(links) == 0 {
		e.say("note no channels are written down: alerts ring this terminal only (outrider channels --help)")
		links = []notify.Link{{Channel: console.New(e.errw), Kind: "console"}}
	}
	return notify.NewChain(e.clock, links...), nil
}

// links makes the channels of the channels file.
func (e *env) links(dir string) ([]notify.Link, error) {
	f, err := e.channelsFile(dir)
	if err != nil {
		return nil, err
	}
	return f.Links(channels.Options{Clock: e.clock})
}

// channelsFile reads the channels file, whose secrets only its owner may read; without
// one it is empty.
func (e *env) channelsFile(dir string) (channels.File, error) {
	path := filepath.Join(dir, channelsName)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return channels.File{}, nil
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return channels.File{}, &outrider.Error{Code: outrider.CodeInvalid, Safe: "others on this machine may read the channels file, which holds passwords", Hint: "chmod 600 " + channelsName + " in the data folder"}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return channels.File{}, &outrider.Error{Code: outrider.CodeStorage, Safe: "the channels file cannot be read", Hint: "check the rights of " + channelsName + " in the data folder", Err: err}
	}
	return channels.Read(b)
}

type channelsListCmd struct{}

// channelLine is one channel of the file.
type channelLine struct {
	Name  string         `json:"name"`
	Kind  string         `json:"kind"`
	Least outrider.Level `json:"least"`

	// What the running desk knows; empty where none runs.
	Success string `json:"last_success,omitempty"`
	Failure string `json:"last_failure,omitempty"`
	Failing bool   `json:"failing,omitempty"`
}

// known is what the running desk knows of its channels, by name; nothing where none
// runs: to open a store is more than a list is worth.
func (e *env) known(dir string) map[string]desk.ChannelLine {
	out := map[string]desk.ChannelLine{}
	if !local.Running(dir) {
		return out
	}
	c := local.Dial(dir)
	by, err := c.Lookup(e.ctx, e.healthUser())
	if err != nil {
		e.say("note what the running desk knows of them is not shown: %s", outrider.SafeText(err))
		return out
	}
	a, err := c.Read(e.ctx, by, desk.Query{Health: true})
	if err != nil || a.Health == nil {
		e.say("note what the running desk knows of them is not shown: %s", outrider.SafeText(err))
		return out
	}
	for _, l := range a.Health.Channels {
		out[l.Name] = l
	}
	return out
}

// Help is shown under the flags.
func (channelsListCmd) Help() string {
	return `Channels are written into channels.json in the data folder (rights 600); docs/formats has its
schema. They are tried in order until one takes the message. While the desk runs, each one's last
success and last failure stand here and on its health page.

  outrider channels list
  outrider channels trial office`
}

// Run lists.
func (c *channelsListCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	links, err := e.links(dir)
	if err != nil {
		return err
	}
	known := e.known(dir)
	for _, l := range links {
		k := known[l.Channel.Name()]
		line := channelLine{Name: l.Channel.Name(), Kind: l.Kind, Least: cmp.Or(l.Least, outrider.LevelLook), Success: k.Success, Failure: k.Failure, Failing: k.Failing}
		e.print("%s  %s  from %s", line.Name, line.Kind, line.Least)
		if line.Success != "" {
			e.print("  last success %s", line.Success)
		}
		if line.Failure != "" {
			e.print("  last failure %s", line.Failure)
		}
		if e.cli.JSON {
			if err := e.printJSON(line); err != nil {
				return err
			}
		}
	}
	if len(links) == 0 {
		e.say("no channels are written down")
	}
	return nil
}

type channelsCheckCmd struct{}

// Help is shown under the flags.
func (channelsCheckCmd) Help() string {
	return `Reads channels.json as the desk would, and sends nothing.

  outrider channels check
  outrider --data /srv/outrider channels check

Exit codes: 0 it can be used, 2 it cannot; the message names the channel.`
}

// Run checks.
func (c *channelsCheckCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	links, err := e.links(dir)
	if err != nil {
		return err
	}
	f, err := e.channelsFile(dir)
	if err != nil {
		return err
	}
	if _, err := f.Outside(); err != nil {
		return err
	}
	e.say("%d channels can be used", len(links))
	if f.Alive == nil {
		e.say("note nobody outside would notice if the desk stopped: no pinger is named (outrider channels alive --help)")
	}
	return nil
}

type channelsTrialCmd struct {
	Name string `arg:"" help:"Name of the channel, as the file has it."`
}

// Help is shown under the flags.
func (channelsTrialCmd) Help() string {
	return `Sends "This is a trial. Nothing is wrong and nothing needs doing." over one channel. That it was
taken does not show that anybody read it: ask. The running desk counts only what it sent itself.

  outrider channels trial office
  outrider --data /srv/outrider channels trial pager

Exit codes: 0 it was taken, 2 it was not.`
}

// Run sends.
func (c *channelsTrialCmd) Run(e *env) error {
	dir, err := e.dataDir()
	if err != nil {
		return err
	}
	links, err := e.links(dir)
	if err != nil {
		return err
	}
	if err := notify.NewChain(e.clock, links...).Trial(e.ctx, c.Name, fmt.Sprintf("trial-%d", e.clock().UnixNano())); err != nil {
		return err
	}
	e.say("%s took it; ask whether it arrived", c.Name)
	return nil
}

type channelsKeysCmd struct{}

// Help is shown under the flags.
func (channelsKeysCmd) Help() string {
	return `Makes a key pair with which browsers can tell that a message came from this desk. It is
printed and kept nowhere: put both halves into channels.json.

  outrider channels keys
  outrider --json channels keys`
}

// Run makes a pair.
func (c *channelsKeysCmd) Run(e *env) error {
	private, public, err := push.Keys()
	if err != nil {
		return err
	}
	pair := struct {
		Public  string `json:"public"`
		Private string `json:"private"`
	}{public, private}
	if e.cli.JSON {
		return e.printJSON(pair)
	}
	e.print("\"public\": %q,\n\"private\": %q", pair.Public, pair.Private)
	return nil
}
