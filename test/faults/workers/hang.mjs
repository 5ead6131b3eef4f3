// Never answers.
export default () => {
  for (;;);
};
