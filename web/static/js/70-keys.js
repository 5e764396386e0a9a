// Keyboard shortcuts: single keys, never while typing, can be switched off
// (WCAG 2.1.4).
{
	let at = -1;
	const stops = () => $$(".hit, .body > [data-pid]");
	const go = (step) => {
		const all = stops();
		if (!all.length) return;
		all[at]?.classList.remove("current");
		at = Math.max(0, Math.min(all.length - 1, at + step));
		all[at].classList.add("current");
		const a = $("h2 a, .pilcrow", all[at]);
		a?.focus({ preventScroll: true });
		all[at].scrollIntoView({ block: "center" });
	};
	const keys = {
		"/": () => { const q = $("#q"); q.focus(); q.select(); },
		j: () => go(1),
		k: () => go(-1),
		o: () => $("h2 a", stops()[Math.max(0, at)])?.click(),
		n: () => $("a[data-key=n], a[rel=next]")?.click(),
		p: () => $("a[data-key=p], a[rel=prev]")?.click(),
		c: () => {
			const p = stops()[at];
			if (p?.matches("[data-hit]")) collectHit(p);
			else if (reading && p?.dataset.pid) collect(p.dataset.pid, p.innerText.replace(/\s*¶\s*$/, "").trim());
			else $("[data-collect] button")?.click();
		},
		"?": () => { location.href = link("/hilfe") + "#tasten"; },
	};
	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !keys[e.key] || !setting("shortcuts")) return;
		if (e.target.closest?.("input, textarea, select, [contenteditable]")) return;
		e.preventDefault();
		keys[e.key]();
	});
}
