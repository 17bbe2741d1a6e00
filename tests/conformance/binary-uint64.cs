// Every binary operation on ulong, with and without overflow checks (ECMA-335 III.1.5, III.3)
using System;

public static class Callees {
	public static ulong Add (ulong a, ulong b) { return unchecked (a + b); }
	public static ulong Sub (ulong a, ulong b) { return unchecked (a - b); }
	public static ulong Mul (ulong a, ulong b) { return unchecked (a * b); }
	public static ulong Div (ulong a, ulong b) { return unchecked (a / b); }
	public static ulong Rem (ulong a, ulong b) { return unchecked (a % b); }
	public static ulong And (ulong a, ulong b) { return unchecked (a & b); }
	public static ulong Or (ulong a, ulong b) { return unchecked (a | b); }
	public static ulong Xor (ulong a, ulong b) { return unchecked (a ^ b); }
	public static ulong AddChecked (ulong a, ulong b) { return checked (a + b); }
	public static ulong SubChecked (ulong a, ulong b) { return checked (a - b); }
	public static ulong MulChecked (ulong a, ulong b) { return checked (a * b); }
	public static bool Equal (ulong a, ulong b) { return a == b; }
	public static bool NotEqual (ulong a, ulong b) { return a != b; }
	public static bool Less (ulong a, ulong b) { return a < b; }
	public static bool LessOrEqual (ulong a, ulong b) { return a <= b; }
	public static bool Greater (ulong a, ulong b) { return a > b; }
	public static bool GreaterOrEqual (ulong a, ulong b) { return a >= b; }
	public static ulong ShiftLeft (ulong a, int count) { return a << count; }
	public static ulong ShiftRight (ulong a, int count) { return a >> count; }
	public static ulong Not (ulong a) { return ~a; }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
