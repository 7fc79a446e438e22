package watchlist

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// Limits of one element: no real entry comes near them.
const (
	maxElement = 8 << 20
	maxDepth   = 32
)

// Node is one element of an XML list. Names are without their namespaces.
type Node struct {
	Name  string
	Line  int
	Attrs []xml.Attr
	Kids  []*Node
	text  strings.Builder
}

// Attr is the value of an attribute, or the empty string.
func (n *Node) Attr(name string) string {
	if n != nil {
		for _, a := range n.Attrs {
			if a.Name.Local == name {
				return Squash(a.Value)
			}
		}
	}
	return ""
}

// Text is the text of the element itself.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return Squash(n.text.String())
}

// All is every element at a path of names below the node: "akaList/aka".
func (n *Node) All(path string) []*Node {
	if n == nil {
		return nil
	}
	name, rest, deeper := strings.Cut(path, "/")
	var out []*Node
	for _, k := range n.Kids {
		switch {
		case k.Name != name:
		case deeper:
			out = append(out, k.All(rest)...)
		default:
			out = append(out, k)
		}
	}
	return out
}

// First is the first element at a path, or nil; its methods answer for nil too.
func (n *Node) First(path string) *Node {
	if all := n.All(path); len(all) > 0 {
		return all[0]
	}
	return nil
}

// Get is the text of the first element at a path.
func (n *Node) Get(path string) string { return n.First(path).Text() }

// Texts is every text that is not empty at a path.
func (n *Node) Texts(path string) []string {
	var out []string
	for _, k := range n.All(path) {
		if t := k.Text(); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Join joins the texts of several children with a separator.
func (n *Node) Join(sep string, names ...string) string {
	var out []string
	for _, name := range names {
		out = append(out, n.Texts(name)...)
	}
	return strings.Join(out, sep)
}

// Elements goes through an XML text and hands over each element of one of the
// names, whole. A broken element is refused by its line and the next is read:
// the text is parted at its tags first, and each part is read by itself. A
// document type is refused altogether: lists need none, and entities are how a
// small file becomes a large one.
type Elements struct {
	Text  string
	Root  string // the outermost element; when its end is missing the file was cut
	Names []string
	Key   func(part string) string // finds an entry's key in an element that cannot be read
	Each  func(*Node)
}

// Read reads the elements.
func (e Elements) Read(d *Delivery) {
	if i := strings.Index(e.Text, "<!DOCTYPE"); i >= 0 {
		d.Break("line %d: the file declares a document type; a list needs none, and it is not read", 1+strings.Count(e.Text[:i], "\n"))
		return
	}
	c := cutter{text: e.Text, names: e.Names, line: 1}
	for c.next() {
		e.part(d, c.part(), c.partLine, c.unclosed)
	}
	if root := strings.TrimSpace(e.Text); !strings.HasSuffix(root, ">") || !strings.Contains(root[max(0, len(root)-200):], e.Root+">") {
		d.Break("the file ends before </%s>: it was cut", e.Root)
	}
}

func (e Elements) part(d *Delivery, part string, line int, unclosed bool) {
	node, err := parseNode(part, line)
	switch {
	case unclosed:
		d.Refuse(line, e.key(part), "the element <%s> does not end", tagName(part))
	case err != nil:
		d.Refuse(line, e.key(part), "the element <%s> cannot be read: %v", tagName(part), err)
	default:
		e.Each(node)
	}
}

func (e Elements) key(part string) string {
	if e.Key == nil {
		return ""
	}
	return Squash(e.Key(part))
}

// Between is the text between two marks, for keys of elements that cannot be read.
func Between(s, from, to string) string {
	_, rest, ok := strings.Cut(s, from)
	if !ok {
		return ""
	}
	v, _, ok := strings.Cut(rest, to)
	if !ok || len(v) > 100 {
		return ""
	}
	return v
}

// cutter parts an XML text at elements of certain names, without nesting.
type cutter struct {
	text     string
	names    []string
	pos      int
	line     int // of pos
	tagLine  int // on which the last tag begins
	from, to int // the part
	partLine int
	unclosed bool
}

func (c *cutter) part() string { return c.text[c.from:c.to] }

// next finds the next element of one of the names.
func (c *cutter) next() bool {
	for {
		name, at, ok := c.tag()
		if !ok {
			return false
		}
		if slices.Contains(c.names, name) {
			c.from, c.partLine = at, c.tagLine
			c.close(name)
			return true
		}
	}
}

// close finds where the element that has just begun ends, or where the next one
// begins: they do not nest, so then it was never closed.
func (c *cutter) close(name string) {
	c.unclosed = true
	if c.text[c.pos-2:c.pos] == "/>" {
		c.to, c.unclosed = c.pos, false
		return
	}
	for {
		tag, at, ok := c.tag()
		switch {
		case !ok:
			c.to = len(c.text)
			return
		case tag == "/"+name:
			c.to, c.unclosed = c.pos, false
			return
		case slices.Contains(c.names, tag):
			c.to, c.pos, c.line = at, at, c.tagLine
			return
		}
	}
}

// tag moves behind the next tag and returns its name ("/x" for an end) and where
// it begins; comments and character data are passed over.
func (c *cutter) tag() (name string, at int, ok bool) {
	for {
		i := strings.IndexByte(c.text[c.pos:], '<')
		if i < 0 {
			return "", 0, false
		}
		at = c.pos + i
		rest := c.text[at:]
		end := ">"
		switch {
		case strings.HasPrefix(rest, "<!--"):
			end = "-->"
		case strings.HasPrefix(rest, "<![CDATA["):
			end = "]]>"
		}
		j := strings.Index(rest, end)
		if j < 0 {
			return "", 0, false
		}
		c.line += strings.Count(c.text[c.pos:at], "\n")
		c.pos = at
		if end != ">" {
			c.move(at + j + len(end))
			continue
		}
		name = tagName(rest[:j+1])
		c.tagLine = c.line
		c.move(at + j + 1)
		return name, at, true
	}
}

func (c *cutter) move(to int) {
	c.line += strings.Count(c.text[c.pos:to], "\n")
	c.pos = to
}

// tagName is the name of the tag a text begins with, without its namespace.
func tagName(s string) string {
	s = strings.TrimPrefix(s, "<")
	end := ""
	if strings.HasPrefix(s, "/") {
		end, s = "/", s[1:]
	}
	if i := strings.IndexAny(s, " \t\r\n/>"); i >= 0 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		s = s[i+1:]
	}
	return end + s
}

// parseNode reads one element strictly.
func parseNode(part string, line int) (*Node, error) {
	if len(part) > maxElement {
		return nil, errors.New("it is larger than any entry of a list")
	}
	dec := xml.NewDecoder(strings.NewReader(part))
	var root *Node
	var open []*Node
	for {
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, plainXML(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			n := &Node{Name: t.Name.Local, Attrs: slices.Clone(t.Attr), Line: line}
			if len(open) >= maxDepth {
				return nil, errors.New("it is nested too deeply")
			}
			if len(open) > 0 {
				top := open[len(open)-1]
				top.Kids = append(top.Kids, n)
			} else if root == nil {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1].Name != t.Name.Local {
				return nil, errors.New("</" + clip(t.Name.Local) + "> ends what did not begin")
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(t)
			}
		}
	}
	if root == nil || len(open) > 0 {
		return nil, errors.New("it does not end")
	}
	return root, nil
}

// plainXML drops the line from an XML error: it counts from the element, not from
// the file.
func plainXML(err error) error {
	var se *xml.SyntaxError
	if errors.As(err, &se) {
		return errors.New(se.Msg)
	}
	return err
}
