// Suggestions below the search box: ARIA combobox with list autocomplete and
// manual selection (WAI-ARIA Authoring Practices).
for (const form of $$("form[data-suggest]")) {
	const input = $("input[name=q]", form);
	const box = make("ul", { id: "suggestions", role: "listbox", hidden: true });
	box.setAttribute("aria-label", t("Vorschläge", "Suggestions"));
	input.parentElement.append(box);
	for (const [k, v] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" })) input.setAttribute(k, v);
	let active = -1, timer, request;
	const options = () => [...box.children];
	const close = () => {
		box.hidden = true;
		active = -1;
		input.setAttribute("aria-expanded", "false");
		input.removeAttribute("aria-activedescendant");
	};
	const choose = (i) => {
		active = i;
		options().forEach((o, n) => o.setAttribute("aria-selected", n === i));
		if (i < 0) input.removeAttribute("aria-activedescendant");
		else input.setAttribute("aria-activedescendant", options()[i].id);
	};
	const take = (text) => {
		input.value = text;
		close();
		form.requestSubmit();
	};
	const show = (list) => {
		box.replaceChildren(...list.map((text, i) => make("li", { id: "s" + i, role: "option", textContent: text, "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); take(text); } })));
		active = -1;
		input.removeAttribute("aria-activedescendant");
		box.hidden = !list.length;
		input.setAttribute("aria-expanded", String(list.length > 0));
	};
	input.addEventListener("input", () => {
		clearTimeout(timer);
		request?.abort();
		const text = input.value.trim();
		if (text.length < 2) return close();
		timer = setTimeout(async () => {
			request = new AbortController();
			try {
				const answer = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(text), { signal: request.signal });
				if (answer.ok && document.activeElement === input) show(await answer.json());
			} catch {
				close(); // typing went on, or there is no network: the box works without
			}
		}, 120);
	});
	input.addEventListener("keydown", (e) => {
		if (e.key === "Escape" && !box.hidden) { e.preventDefault(); return close(); }
		if (box.hidden || e.isComposing) return;
		const n = options().length;
		if (e.key === "ArrowDown") choose(active + 1 < n ? active + 1 : -1);
		else if (e.key === "ArrowUp") choose(active < 0 ? n - 1 : active - 1);
		else if (e.key === "Enter" && active >= 0) return e.preventDefault(), take(options()[active].textContent);
		else return;
		e.preventDefault();
	});
	input.addEventListener("blur", close);
}
