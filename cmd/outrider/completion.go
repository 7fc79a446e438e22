package main

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"outrider"
)

type versionCmd struct{}

// Help is shown under the flags.
func (versionCmd) Help() string { return "Examples:\n\n  outrider version\n  outrider --json version" }

// Run prints the version.
func (c *versionCmd) Run(e *env) error {
	if e.cli.JSON {
		return e.printJSON(map[string]string{"version": version()})
	}
	e.print("outrider %s", version())
	return nil
}

// version is what the build knows of itself: a tag, or the revision.
func version() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := b.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range b.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "development"
}

type completionCmd struct {
	Shell string `arg:"" help:"bash, zsh or fish." enum:"bash,zsh,fish"`
}

// Help is shown under the flags.
func (completionCmd) Help() string {
	return `Examples:

  outrider completion bash > ~/.local/share/bash-completion/completions/outrider
  outrider completion fish > ~/.config/fish/completions/outrider.fish`
}

// Run prints a completion script made from the commands and flags there are.
func (c *completionCmd) Run(e *env) error {
	var cl cli
	p, err := kong.New(&cl, kong.Name("outrider"))
	if err != nil {
		return err
	}
	words := map[string][]string{}
	collect(p.Model.Node, "", words)
	switch c.Shell {
	case "bash":
		e.raw(bash(words))
	case "zsh":
		e.raw("#compdef outrider\nautoload -U +X bashcompinit && bashcompinit\n" + bash(words))
	case "fish":
		e.raw(fish(words))
	default:
		return outrider.Invalid("the shell is bash, zsh or fish")
	}
	return nil
}

func (e *env) raw(s string) { fmt.Fprint(e.out, s) }

// collect lists, by command path, the words that may follow.
func collect(n *kong.Node, path string, words map[string][]string) {
	for _, group := range n.AllFlags(true) {
		for _, f := range group {
			words[path] = append(words[path], "--"+f.Name)
		}
	}
	for _, child := range n.Children {
		words[path] = append(words[path], child.Name)
		collect(child, strings.TrimSpace(path+" "+child.Name), words)
	}
}

func bash(words map[string][]string) string {
	var b strings.Builder
	b.WriteString("_outrider() {\n  local path=\"\" w\n  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$w\" in -*) ;; *) path=\"${path:+$path }$w\" ;; esac\n  done\n  case \"$path\" in\n")
	for _, path := range sorted(words) {
		fmt.Fprintf(&b, "    %q) COMPREPLY=($(compgen -W %q -- \"${COMP_WORDS[COMP_CWORD]}\")) ;;\n", path, strings.Join(words[path], " "))
	}
	b.WriteString("    *) COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\")) ;;\n  esac\n}\ncomplete -o default -F _outrider outrider\n")
	return b.String()
}

func fish(words map[string][]string) string {
	var b strings.Builder
	for _, path := range sorted(words) {
		cond := "__fish_use_subcommand"
		if path != "" {
			cond = "__fish_seen_subcommand_from " + path[strings.LastIndex(path, " ")+1:]
		}
		for _, w := range words[path] {
			if name, flag := strings.CutPrefix(w, "--"); flag {
				fmt.Fprintf(&b, "complete -c outrider -n %q -l %s\n", cond, name)
			} else {
				fmt.Fprintf(&b, "complete -c outrider -f -n %q -a %s\n", cond, w)
			}
		}
	}
	return b.String()
}

func sorted(words map[string][]string) []string { return slices.Sorted(maps.Keys(words)) }
