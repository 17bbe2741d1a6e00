// Every binary operation on uint, with and without overflow checks (ECMA-335 III.1.5, III.3)
using System;

public static class Callees {
	public static uint Add (uint a, uint b) { return unchecked (a + b); }
	public static uint Sub (uint a, uint b) { return unchecked (a - b); }
	public static uint Mul (uint a, uint b) { return unchecked (a * b); }
	public static uint Div (uint a, uint b) { return unchecked (a / b); }
	public static uint Rem (uint a, uint b) { return unchecked (a % b); }
	public static uint And (uint a, uint b) { return unchecked (a & b); }
	public static uint Or (uint a, uint b) { return unchecked (a | b); }
	public static uint Xor (uint a, uint b) { return unchecked (a ^ b); }
	public static uint AddChecked (uint a, uint b) { return checked (a + b); }
	public static uint SubChecked (uint a, uint b) { return checked (a - b); }
	public static uint MulChecked (uint a, uint b) { return checked (a * b); }
	public static bool Equal (uint a, uint b) { return a == b; }
	public static bool NotEqual (uint a, uint b) { return a != b; }
	public static bool Less (uint a, uint b) { return a < b; }
	public static bool LessOrEqual (uint a, uint b) { return a <= b; }
	public static bool Greater (uint a, uint b) { return a > b; }
	public static bool GreaterOrEqual (uint a, uint b) { return a >= b; }
	public static uint ShiftLeft (uint a, int count) { return a << count; }
	public static uint ShiftRight (uint a, int count) { return a >> count; }
	public static uint Not (uint a) { return ~a; }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
