// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"strings"
)

// paramsTS declares what a call takes.
func (c *call) paramsTS(b *bytes.Buffer) error {
	if c.bare() {
		return nil
	}
	fmt.Fprintf(b, "/** What {@link Client.%s} takes. */\nexport interface %s {\n", camel(words(c.OperationID)), c.paramsName())
	for i := range c.params {
		p := &c.params[i]
		t, err := p.Schema.plainTS("  ")
		if err != nil {
			return fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		commentTS(b, "  ", p.Description)
		if p.required() {
			fmt.Fprintf(b, "  readonly %s: %s;\n", camel(p.name), t)
		} else {
			fmt.Fprintf(b, "  readonly %s?: %s | undefined;\n", camel(p.name), t)
		}
	}
	if c.body != nil {
		t, err := c.body.typeTS("  ")
		if err != nil {
			return fmt.Errorf("body: %w", err)
		}
		fmt.Fprintf(b, "  readonly body: %s;\n", t)
	}
	b.WriteString("}\n\n")
	return nil
}

func (c *call) paramsName() string { return pascal(words(c.OperationID), nil) + "Params" }

// methodTS writes the method of a call, and the one that reads a whole list.
func (c *call) methodTS(b *bytes.Buffer) error {
	answer := "void"
	if c.answer != nil {
		t, err := c.answer.typeTS("  ")
		if err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		answer = t
	}
	takes, gives := "", ""
	if !c.bare() {
		takes, gives = "params: "+c.paramsName(), "params, "
		if !c.needed() {
			takes += " = {}"
		}
		takes += ", "
	}
	name := camel(words(c.OperationID))
	fmt.Fprintf(b, "\n  /** %s */\n", strings.ReplaceAll(sentence(c.Summary), "*/", "* /"))
	switch request := c.requestTS(); {
	case c.stream:
		fmt.Fprintf(b, "  %s(%soptions: RequestOptions = {}): AsyncGenerator<%s, void, undefined> {\n", name, takes, answer)
		fmt.Fprintf(b, "    return this.stream<%s>(%s, options);\n  }\n", answer, request)
	case c.tagged:
		fmt.Fprintf(b, "  async %s(%soptions: RequestOptions = {}): Promise<Tagged<%s>> {\n", name, takes, answer)
		fmt.Fprintf(b, "    return this.tagged<%s>(%s, options);\n  }\n", answer, request)
	case c.answer == nil:
		fmt.Fprintf(b, "  async %s(%soptions: RequestOptions = {}): Promise<void> {\n", name, takes)
		fmt.Fprintf(b, "    await this.send(%s, options);\n  }\n", request)
	default:
		fmt.Fprintf(b, "  async %s(%soptions: RequestOptions = {}): Promise<%s> {\n", name, takes, answer)
		fmt.Fprintf(b, "    return this.json<%s>(%s, options);\n  }\n", answer, request)
	}
	if c.item == nil {
		return nil
	}
	item, err := c.item.typeTS("  ")
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\n  /** All of {@link Client.%s}, part by part as they are wanted. */\n", name)
	fmt.Fprintf(b, "  %s(%soptions: RequestOptions = {}): AsyncGenerator<%s, void, undefined> {\n", camel(c.all()), takes, item)
	fmt.Fprintf(b, "    return pages((after) => this.%s({ ...%safter }, options), params.after);\n  }\n", name, gives)
	return nil
}

// requestTS is the request of a call.
func (c *call) requestTS() string {
	path := c.path
	var query, header []string
	for i := range c.params {
		p := &c.params[i]
		value := "params." + camel(p.name)
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", "${encodeURIComponent("+value+")}")
		case p.In == "query":
			query = append(query, fmt.Sprintf("%q: %s", p.Name, value))
		case p.made:
			header = append(header, fmt.Sprintf("%q: %s ?? crypto.randomUUID()", p.Name, value))
		default:
			header = append(header, fmt.Sprintf("%q: %s", p.Name, value))
		}
	}
	parts := []string{fmt.Sprintf("method: %q", c.method), "path: `" + path + "`"}
	if !strings.Contains(path, "${") {
		parts[1] = fmt.Sprintf("path: %q", path)
	}
	if len(query) > 0 {
		parts = append(parts, "query: { "+strings.Join(query, ", ")+" }")
	}
	if len(header) > 0 {
		parts = append(parts, "headers: { "+strings.Join(header, ", ")+" }")
	}
	if c.body != nil {
		parts = append(parts, "body: params.body")
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}
