/** 97.5 % point of the normal distribution: bounds on both sides with it hold with 95 % confidence. */
export const Z_95 = 1.959963984540054;
