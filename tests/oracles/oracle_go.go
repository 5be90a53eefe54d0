// SPDX-License-Identifier: BSL-1.0

// Asks Go's x509.Certificate.VerifyHostname; oracle_go.sh builds and starts it. The
// certificate is read, not chained.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

const (
	exitUsage   = 64
	exitStream  = 70
	detailLimit = 400
)

type question struct {
	ID          json.RawMessage `json:"id"`
	Reference   *string         `json:"reference"`
	Certificate []byte          `json:"certificate"`
}

type verdict struct {
	ID     json.RawMessage `json:"id"`
	Word   string          `json:"verdict"`
	Detail string          `json:"detail,omitempty"`
}

func leave(code int, format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "oracle_go.go: "+format+"\n", values...)
	os.Exit(code)
}

func parseOptions(words []string) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "--version":
			version := runtime.Version()
			if built := os.Getenv("ORACLE_GO"); built != "" {
				version = "of " + built
			}
			fmt.Printf("Go %s (crypto/x509)\n", version)
			os.Exit(0)
		case "--key", "--root", "--chain":
			if i+1 == len(words) {
				leave(exitUsage, "%s needs a value", words[i])
			}
			i++
		default:
			if i == 0 && words[i] == "go" {
				continue
			}
			leave(exitUsage, "unknown argument '%s'", words[i])
		}
	}
}

func ask(reference string, der []byte) (string, string) {
	certificate, problem := x509.ParseCertificate(der)
	if problem != nil {
		return "error", problem.Error()
	}
	problem = certificate.VerifyHostname(reference)
	if problem == nil {
		return "match", ""
	}
	var refusal x509.HostnameError
	if errors.As(problem, &refusal) {
		return "mismatch", problem.Error()
	}
	return "error", problem.Error()
}

func answer(line []byte) verdict {
	var asked question
	word, detail := "error", "not a case: a part is missing"
	if problem := json.Unmarshal(line, &asked); problem != nil {
		detail = "not a case: " + problem.Error()
	} else if asked.Reference != nil && asked.Certificate != nil {
		word, detail = ask(*asked.Reference, asked.Certificate)
	}
	if len(detail) > detailLimit {
		detail = detail[:detailLimit]
	}
	if asked.ID == nil {
		asked.ID = json.RawMessage("null")
	}
	return verdict{asked.ID, word, detail}
}

func main() {
	parseOptions(os.Args[1:])
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, end := in.ReadBytes('\n')
		if strings.TrimSpace(string(line)) != "" {
			if problem := out.Encode(answer(line)); problem != nil {
				leave(exitStream, "cannot write: %v", problem)
			}
		}
		if end == io.EOF {
			return
		}
		if end != nil {
			leave(exitStream, "cannot read: %v", end)
		}
	}
}
