// Every binary operation on long, with and without overflow checks (ECMA-335 III.1.5, III.3)
using System;

public static class Callees {
	public static long Add (long a, long b) { return unchecked (a + b); }
	public static long Sub (long a, long b) { return unchecked (a - b); }
	public static long Mul (long a, long b) { return unchecked (a * b); }
	public static long Div (long a, long b) { return unchecked (a / b); }
	public static long Rem (long a, long b) { return unchecked (a % b); }
	public static long And (long a, long b) { return unchecked (a & b); }
	public static long Or (long a, long b) { return unchecked (a | b); }
	public static long Xor (long a, long b) { return unchecked (a ^ b); }
	public static long AddChecked (long a, long b) { return checked (a + b); }
	public static long SubChecked (long a, long b) { return checked (a - b); }
	public static long MulChecked (long a, long b) { return checked (a * b); }
	public static bool Equal (long a, long b) { return a == b; }
	public static bool NotEqual (long a, long b) { return a != b; }
	public static bool Less (long a, long b) { return a < b; }
	public static bool LessOrEqual (long a, long b) { return a <= b; }
	public static bool Greater (long a, long b) { return a > b; }
	public static bool GreaterOrEqual (long a, long b) { return a >= b; }
	public static long ShiftLeft (long a, int count) { return a << count; }
	public static long ShiftRight (long a, int count) { return a >> count; }
	public static long Not (long a) { return ~a; }
	public static long Negate (long a) { return unchecked (-a); }
	public static long NegateChecked (long a) { return checked (-a); }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
