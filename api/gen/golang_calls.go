// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// declareGo writes the method of a call with what it takes, and the one that reads a whole list.
func (c *call) declareGo(b *bytes.Buffer) error {
	name := nameGo(words(c.OperationID))
	takes := ""
	if !c.bare() {
		takes = ", p " + name + "Params"
		if err := c.paramsGo(b, name); err != nil {
			return err
		}
	}
	answer := ""
	if c.answer != nil {
		t, err := c.answer.typeGo()
		if err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		answer = t
	}
	head := fmt.Sprintf("// %s asks for: %s It needs the permission %s.\nfunc (c *Client) %s(ctx context.Context%s)", name, sentence(c.Summary), c.Permission, name, takes)
	switch request := c.requestGo(); {
	case c.stream:
		fmt.Fprintf(b, "%s iter.Seq2[%s, error] {\n\treturn stream[%s](ctx, c, %s)\n}\n\n", head, answer, answer, request)
	case c.tagged:
		fmt.Fprintf(b, "%s (Tagged[%s], error) {\n\treturn tagged[%s](ctx, c, %s)\n}\n\n", head, answer, answer, request)
	case c.answer == nil:
		fmt.Fprintf(b, "%s error {\n\treturn none(ctx, c, %s)\n}\n\n", head, request)
	default:
		fmt.Fprintf(b, "%s (%s, error) {\n\treturn object[%s](ctx, c, %s)\n}\n\n", head, answer, answer, request)
	}
	if c.item == nil {
		return nil
	}
	item, err := c.item.typeGo()
	if err != nil {
		return err
	}
	all := nameGo(c.all())
	fmt.Fprintf(b, "// %s yields all of [Client.%s], part by part as they are wanted. It ends with the first error.\n", all, name)
	fmt.Fprintf(b, "func (c *Client) %s(ctx context.Context%s) iter.Seq2[%s, error] {\n", all, takes, item)
	fmt.Fprintf(b, "\treturn pages(p.After, func(after string) ([]%s, string, error) {\n\t\tp := p\n\t\tp.After = after\n", item)
	fmt.Fprintf(b, "\t\tpage, err := c.%s(ctx, p)\n\t\treturn page.Items, page.Next, err\n\t})\n}\n\n", name)
	return nil
}

// paramsGo declares what a call takes.
func (c *call) paramsGo(b *bytes.Buffer, name string) error {
	fmt.Fprintf(b, "// %sParams is what [Client.%s] takes. What is zero is not sent.\ntype %sParams struct {\n", name, name, name)
	for i := range c.params {
		p := &c.params[i]
		t, err := p.Schema.typeGo()
		if err != nil {
			return fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		values := p.Schema
		if values.Items != nil {
			values = values.Items
		}
		enum, err := values.enum()
		if err != nil {
			return fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		field := nameGo(p.name)
		made := ""
		if p.made {
			made = " Where it is empty the client makes one."
		}
		fmt.Fprintf(b, "\t// %s is %s in the %s.%s%s%s\n\t%s %s\n", field, p.Name, p.In, more(p.Description), oneOfGo(enum), made, field, t)
	}
	if c.body != nil {
		t, err := c.body.typeGo()
		if err != nil {
			return fmt.Errorf("body: %w", err)
		}
		fmt.Fprintf(b, "\t// Body is what is sent.\n\tBody %s\n", t)
	}
	b.WriteString("}\n\n")
	return nil
}

// requestGo is the request of a call.
func (c *call) requestGo() string {
	path := strconv.Quote(c.path)
	var query, header []string
	for i := range c.params {
		p := &c.params[i]
		value := "p." + nameGo(p.name)
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", `" + segment(`+value+`) + "`)
		case p.In == "query":
			query = append(query, fmt.Sprintf("{%q, %s}", p.Name, value))
		case p.made:
			header = append(header, fmt.Sprintf("{%q, keyed(%s)}", p.Name, value))
		default:
			header = append(header, fmt.Sprintf("{%q, %s}", p.Name, value))
		}
	}
	out := fmt.Sprintf("request{method: %q, path: %s", c.method, strings.TrimSuffix(path, ` + ""`))
	if len(query) > 0 {
		out += ", query: []pair{" + strings.Join(query, ", ") + "}"
	}
	if len(header) > 0 {
		out += ", header: []pair{" + strings.Join(header, ", ") + "}"
	}
	if c.body != nil {
		out += ", body: p.Body"
	}
	return out + "}"
}
