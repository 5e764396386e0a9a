// A selection inside a paragraph can be passed on, copied or collected.
if (reading) {
	let bar;
	const close = () => { bar?.remove(); bar = null; };
	const plain = (x) => String(x).replace(/[ \t\n\r]+/g, " ").replace(/ ?¶ ?$/, "");
	// What is selected, as words of the paragraph that it begins in: exact, and
	// what stands before and after. across: it goes on in other paragraphs.
	const selected = () => {
		const s = getSelection();
		if (s.isCollapsed) return null;
		const range = s.getRangeAt(0), start = range.startContainer;
		const p = (start.nodeType === 1 ? start : start.parentElement).closest("[id^='p-']");
		if (!p) return null;
		const part = (from, to) => {
			const r = document.createRange();
			r.selectNodeContents(p);
			if (from) r.setStart(start, range.startOffset);
			if (to === "start") r.setEnd(start, range.startOffset);
			else if (to && p.contains(range.endContainer)) r.setEnd(range.endContainer, range.endOffset);
			return plain(r);
		};
		let before = part(false, "start"), exact = part(true, "end");
		if (exact.startsWith(" ")) before += " ";
		const after = part(false).slice(before.length + (exact = exact.trim()).length);
		const text = String(s).replace(/ ?¶/g, "").replace(/\s*\n\s*/g, "\n\n").trim();
		if (!exact) return null;
		const across = plain(text).length > exact.length + 1;
		return { exact, before, after, across, text: across ? text : exact, pid: p.id.slice(2), rect: range.getBoundingClientRect() };
	};
	// The words alone where they stand in the paragraph once, else with what
	// surrounds them: prefix~exact~suffix.
	const selector = (q) => {
		const free = (x) => x.replaceAll("~", "~_");
		if ((q.before + q.exact + q.after).split(q.exact).length === 2 && !q.exact.includes("~")) return q.exact;
		return [[...q.before].slice(-32).join(""), q.exact, [...q.after].slice(0, 32).join("")].map(free).join("~");
	};
	// Browsers find whole words; a long text by its ends, a repeated one by what
	// surrounds it (URL Fragment Text Directives).
	const fragment = (q) => {
		const part = (x) => encodeURIComponent(x).replace(/[-'()!*~_.]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
		const letters = "[\\p{L}\\p{N}\\p{M}]+", inside = (x, y) => new RegExp(letters + "$", "u").test(x) && new RegExp("^" + letters, "u").test(y);
		let { before, exact, after } = q;
		if (inside(before, exact)) before = before.replace(new RegExp(letters + "$", "u"), (w) => { exact = w + exact; return ""; });
		if (!q.across && inside(exact, after)) after = after.replace(new RegExp("^" + letters, "u"), (w) => { exact += w; return ""; });
		const words = (q.across ? exact + " " + plain(q.text.split("\n\n").pop()) : exact).split(" ");
		const to = q.across || words.length > 8 ? part(words.slice(0, 4).join(" ")) + "," + part(words.slice(-4).join(" ")) : part(exact);
		const twice = !q.across && (before + exact + after).split(exact).length > 2;
		const lead = before.trim().split(" ").slice(-3).join(" "), trail = after.trim().split(" ").slice(0, 3).join(" ");
		return ":~:text=" + (twice && lead ? part(lead) + "-," : "") + to + (twice && trail ? ",-" + part(trail) : "");
	};
	const address = (q) => {
		if (q.across) return new URL(about.path, about.url).href + "#p-" + q.pid + fragment(q);
		return new URL("/a/" + about.id + "/" + q.pid, about.url).href + ([...q.exact].length > 400 ? "" : "?zitat=" + encodeURIComponent(selector(q))) + "#" + fragment(q);
	};
	const quote = (q) => t("„", "“") + q.text + t("“", "”") + "\n\n" + sourceLine() + "\n" + address(q).replace(/#?:~:.*/, "");
	const show = () => {
		const q = selected();
		if (!q) return close();
		close();
		const button = (label, act) => make("button", { type: "button", textContent: label, onmousedown: (e) => e.preventDefault(), onclick: () => { act(q); close(); } });
		bar = make("div", { className: "quotebar", role: "toolbar" },
			button(t("Zitat teilen", "Share quote"), async () => {
				try {
					if (!navigator.share) return copy(address(q));
					await navigator.share({ title: about.title, text: t("„", "“") + q.text + t("“", "”"), url: address(q) });
				} catch { /* the reader changed their mind */ }
			}),
			button(t("Zitat kopieren", "Copy quote"), () => copy(quote(q))),
			button(t("In die Mappe", "Add to folder"), () => collect(q.pid, q.text)));
		bar.setAttribute("aria-label", t("Auswahl", "Selection"));
		document.body.append(bar);
		bar.style.top = scrollY + q.rect.bottom + 8 + "px";
		bar.style.left = Math.max(8, Math.min(scrollX + q.rect.left, innerWidth - bar.offsetWidth - 8)) + "px";
	};
	let timer;
	document.addEventListener("selectionchange", () => { clearTimeout(timer); timer = setTimeout(show, 250); });
	document.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
}
