/** What chooses among the results: buttons of statuses, lists, the search field, and points and lines of recipes. */
export const FILTERS = String.raw`
  const form = document.querySelector('.filter');
  const search = form.querySelector('input[type=search]');
  // the head of the table sticks below the filter, however many lines that takes
  new ResizeObserver(() => table.style.setProperty('--below', form.offsetHeight + 'px')).observe(form);
  const buttons = all('button[data-status]', form);
  const lists = all('select[data-filter]', form);
  const clear = form.querySelector('.clear');

  const showFilter = () => {
    for (const button of buttons) button.setAttribute('aria-pressed', String((filter.status ?? -1) === Number(button.dataset.status)));
    for (const list of lists) {
      const value = filter[list.dataset.filter];
      list.value = value === null ? '' : String(value);
      list.classList.toggle('chosen', value !== null);
    }
    for (const element of all('[data-recipe]')) {
      element.setAttribute('aria-pressed', String(filter.recipe === Number(element.dataset.recipe)));
    }
    if (search.value !== filter.text) search.value = filter.text;
    clear.hidden = Object.values(filter).every((value) => value === null || value === '');
  };
  const choose = (change) => {
    Object.assign(filter, change);
    showFilter();
    arrange();
    // a list that became short must not leave the reader below its end
    if (body.getBoundingClientRect().bottom < innerHeight / 2) form.scrollIntoView({ block: 'start' });
  };

  for (const button of buttons) {
    const status = Number(button.dataset.status);
    button.addEventListener('click', () => choose({ status: status < 0 || filter.status === status ? null : status }));
  }
  for (const list of lists) {
    list.addEventListener('change', () => {
      const name = list.dataset.filter;
      const value = list.value === '' ? null : name === 'engine' ? list.value : Number(list.value);
      choose({ [name]: value });
    });
  }
  let typing = 0;
  search.addEventListener('input', () => {
    // while somebody types, a hundred thousand rows are searched once
    clearTimeout(typing);
    typing = setTimeout(() => choose({ text: search.value }), 120);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    choose({ text: search.value });
  });
  const clearAll = () => {
    choose({ status: null, recipe: null, engine: null, check: null, text: '' });
    search.focus();
  };
  clear.addEventListener('click', clearAll);
  nothing.querySelector('button').addEventListener('click', clearAll);

  for (const element of all('[data-recipe]')) {
    const recipe = Number(element.dataset.recipe);
    const twins = all('[data-recipe="' + recipe + '"]').map((each) => each.closest('tr, .point')).filter(Boolean);
    const lit = (on) => twins.forEach((twin) => twin.classList.toggle('lit', on));
    for (const on of ['mouseenter', 'focus']) (element.closest('tr') ?? element).addEventListener(on, () => lit(true), true);
    for (const off of ['mouseleave', 'blur']) (element.closest('tr') ?? element).addEventListener(off, () => lit(false), true);
    element.addEventListener('click', () => {
      choose({ recipe: filter.recipe === recipe ? null : recipe });
      if (filter.recipe !== null) form.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
    });
  }
  for (const button of all('button.more')) {
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') === 'false';
      button.setAttribute('aria-expanded', String(open));
      document.getElementById(button.getAttribute('aria-controls')).classList.toggle('all', open);
    });
  }
`;
