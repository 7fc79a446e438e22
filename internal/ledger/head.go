package ledger

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"outrider"
)

// headTitle is the first line of every signed head; a new layout gets a new one.
const headTitle = "outrider ledger head 1"

// headTime has a fixed width, so that every signed head of a store has the same
// length and can be overwritten in place by one write.
const headTime = "2006-01-02T15:04:05.000000Z"

// SignHead writes a head as a signed note (the format of Go's checksum database):
// whoever holds the verifier key can tell a ledger whose tail was cut from one
// that never went on.
func SignHead(h Head, by note.Signer) ([]byte, error) {
	text := fmt.Sprintf("%s\n%020d\n%s\n%s\n", headTitle, h.Seq, base64.StdEncoding.EncodeToString(h.Hash[:]), h.Recorded.UTC().Format(headTime))
	b, err := note.Sign(&note.Note{Text: text}, by)
	if err != nil {
		return nil, &outrider.Error{Code: outrider.CodeInternal, Safe: "the head of the ledger cannot be signed", Err: err}
	}
	return b, nil
}

// OpenHead reads a signed head and checks its signature.
func OpenHead(data []byte, by note.Verifier) (Head, error) {
	n, err := note.Open(data, note.VerifierList(by))
	if err != nil {
		return Head{}, badHead("its signature does not verify: it was altered, or belongs to another store", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 5 || lines[0] != headTitle {
		return Head{}, badHead("it is not in a format this Outrider knows", nil)
	}
	seq, err1 := strconv.ParseUint(lines[1], 10, 64)
	hash, err2 := base64.StdEncoding.DecodeString(lines[2])
	at, err3 := time.Parse(headTime, lines[3])
	if err1 != nil || err2 != nil || err3 != nil || len(hash) != len(Hash{}) {
		return Head{}, badHead("it cannot be read", nil)
	}
	return Head{Seq: seq, Hash: Hash(hash), Recorded: at}, nil
}

func badHead(why string, err error) error {
	return &outrider.Error{Code: outrider.CodeDamaged, Safe: "the signed head of the ledger is not good: " + why,
		Hint: "keep the folder as it is, restore the last backup elsewhere and compare", Err: err}
}
