// Every binary operation and comparison on float, NaN and infinities included (ECMA-335 III.1.5,
// I.12.1.3)
using System;

public static class Callees {
	public static float Add (float a, float b) { return a + b; }
	public static float Sub (float a, float b) { return a - b; }
	public static float Mul (float a, float b) { return a * b; }
	public static float Div (float a, float b) { return a / b; }
	public static float Rem (float a, float b) { return a % b; }
	public static bool Equal (float a, float b) { return a == b; }
	public static bool Unequal (float a, float b) { return a != b; }
	public static bool Less (float a, float b) { return a < b; }
	public static bool LessOrEqual (float a, float b) { return a <= b; }
	public static bool Greater (float a, float b) { return a > b; }
	public static bool GreaterOrEqual (float a, float b) { return a >= b; }
	public static bool EqualIsFalse (float a, float b) { return !(a == b); }
	public static bool NotUnequal (float a, float b) { return !(a != b); }
	public static bool NotLess (float a, float b) { return !(a < b); }
	public static bool NotLessOrEqual (float a, float b) { return !(a <= b); }
	public static bool NotGreater (float a, float b) { return !(a > b); }
	public static bool NotGreaterOrEqual (float a, float b) { return !(a >= b); }
	public static int IfEqual (float a, float b) { if (a == b) return 1; return 2; }
	public static int IfUnequal (float a, float b) { if (a != b) return 1; return 2; }
	public static int IfLess (float a, float b) { if (a < b) return 1; return 2; }
	public static int IfLessOrEqual (float a, float b) { if (a <= b) return 1; return 2; }
	public static int IfGreater (float a, float b) { if (a > b) return 1; return 2; }
	public static int IfGreaterOrEqual (float a, float b) { if (a >= b) return 1; return 2; }
	public static float Negate (float a) { return -a; }
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (Callees));
	}
}
