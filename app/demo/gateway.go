// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// A hit is a request to the web gateway.
type hit struct {
	ip, method, target string
	status, size       int
	referer, agent     string
}

// gateway writes a line in nginx's combined format.
func (w *writer) gateway(h hit) {
	if h.referer == "" {
		h.referer = "-"
	}
	w.textf(`%s - - [`, h.ip)
	w.b = w.now.AppendFormat(w.b, "02/Jan/2006:15:04:05 +0000")
	w.textf(`] "%s %s HTTP/1.1" %d %d "%s" "%s"`, h.method, h.target, h.status, h.size, h.referer, h.agent)
}

func (p *plan) hit(at int64, h hit) { p.add(at, Gateway, func(w *writer) { w.gateway(h) }) }

const shopURL = "https://shop." + domain

// visit plans what one visitor of the shop does, or a machine.
func visit(p *plan, at int64) {
	switch n := p.rng.IntN(1000); {
	case n < 60:
		p.hit(at, hit{"10.20.8.40", "GET", "/healthz", 200, 2, "", "mon01-probe/2.4"})
	case n < 110:
		p.hit(at, hit{"2001:db8:66:249::" + strconv.Itoa(1+p.rng.IntN(60)), "GET", page(p.rng), 200, 4000 + p.rng.IntN(20_000), "", "Mozilla/5.0 (compatible; ExampleBot/2.1; +http://bot.example/about)"})
	case n < 111:
		p.knock(at)
	case n < 420:
		p.device(at)
	default:
		p.shop(at)
	}
}

// shop plans a visitor's pages.
func (p *plan) shop(at int64) {
	ip, agent := visitor(p.rng), one(p.rng, []string{
		chrome, firefox, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
	})
	from := ""
	for range 1 + p.rng.IntN(6) {
		target := page(p.rng)
		status := 200
		if chance(p.rng, 10) {
			status = 404
		}
		p.hit(at, hit{ip, "GET", target, status, 6000 + p.rng.IntN(40_000), from, agent})
		for _, asset := range []string{"/static/app.3f1c.js", "/static/site.88ad.css", "/static/logo.svg"} {
			if from == "" {
				p.hit(at+120e6, hit{ip, "GET", asset, 200, 2000 + p.rng.IntN(90_000), shopURL + target, agent})
			}
		}
		from = shopURL + target
		at = p.soon(at+2e9, 40*time.Second)
	}
	if chance(p.rng, 100) {
		status := 303
		if chance(p.rng, 200) {
			status = 401
		}
		p.hit(at, hit{ip, "POST", "/account/login", status, 180, shopURL + "/account/login", agent})
	}
}

// device plans a ship's device that asks for charts.
func (p *plan) device(at int64) {
	ship := p.rng.IntN(4000)
	ip := fmt.Sprintf("198.18.%d.%d", 100+ship/250, 1+ship%250)
	target := fmt.Sprintf("/api/v2/tiles/%d/%d/%d", 6+p.rng.IntN(8), p.rng.IntN(4096), p.rng.IntN(4096))
	p.hit(at, hit{ip, "GET", target, one(p.rng, []int{200, 200, 200, 304}), 8000 + p.rng.IntN(60_000), "", "CorvaneHelm/7.2 (ship " + strconv.Itoa(ship) + ")"})
	if chance(p.rng, 300) {
		p.hit(at+400e6, hit{ip, "POST", "/api/v2/telemetry", 202, 12, "", "CorvaneHelm/7.2 (ship " + strconv.Itoa(ship) + ")"})
	}
}

// knock plans a stranger's machine that looks for what is not there.
func (p *plan) knock(at int64) {
	ip := visitor(p.rng)
	for _, target := range []string{"/wp-login.php", "/robots.txt", "/favicon.ico", "/admin/", "/phpmyadmin/", "/login", "/manager/html"} {
		p.hit(at, hit{ip, "GET", target, 404, 153, "", "Mozilla/5.0 zgrab/0.x"})
		at = p.soon(at, time.Second)
	}
}

func page(r *rand.Rand) string {
	return one(r, []string{"/", "/charts", "/charts/north-sea", "/charts/baltic", "/devices/helm-7", "/support", "/news", "/cart", "/charts/azores?scale=" + strconv.Itoa(25+r.IntN(50)),
		"/search?q=" + one(r, []string{"tide", "kiel", "update", "antenna", "boston+harbor"})})
}

func visitor(r *rand.Rand) string {
	if chance(r, 300) {
		return fmt.Sprintf("2001:db8:%x:%x::%x", r.IntN(4000), r.IntN(60_000), 1+r.IntN(200))
	}
	return fmt.Sprintf("198.19.%d.%d", r.IntN(200), 1+r.IntN(250))
}
