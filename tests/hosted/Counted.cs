using System;

// Loops whose exits count: what they read besides may be read once.
public class Counted {
	public int [] Numbers = new int [100];
	public float [] Floats = new float [100];
	public int Length = 100, Limit = 50, Scale = 3;
	public static int StaticLimit = 100;
	public string Text = "text";

	// Whose length, limit or factor is not read in the loop any more, or which has vectors.
	public static int Sum (int [] a) { int sum = 0; for (int i = 0; i < a.Length; i++) sum += a [i]; return sum; }
	public int SumOfField () { int sum = 0; for (int i = 0; i < Numbers.Length; i++) sum += Numbers [i]; return sum; }
	public int UpToField (int [] a) { int sum = 0; for (int i = 0; i < Length && i < a.Length; i++) sum += a [i]; return sum; }
	public static int UpToStatic (int [] a) { int sum = 0; for (int i = 0; i < StaticLimit && i < a.Length; i++) sum += a [i]; return sum; }
	public static void Scaled (float [] a, float factor) { for (int i = 0; i < a.Length; i++) a [i] *= factor; }
	public void ScaledByField (int [] a) { for (int i = 0; i < a.Length; i++) a [i] *= 3; }
	public int OfString () { int sum = 0; for (int i = 0; i < Text.Length; i++) sum += Text [i]; return sum; }
	public static int Down (int [] a) { int sum = 0; for (int i = a.Length - 1; i >= 0; i--) sum += a [i]; return sum; }
	public static int Nested (int [] [] a)
	{
		int sum = 0;
		for (int i = 0; i < a.Length; i++) {
			int [] row = a [i];
			for (int j = 0; j < row.Length; j++)
				sum += row [j];
		}
		return sum;
	}

	// The other way round: what is waited for is read in the loop.
	public bool Done;
	public int Waits () { int rounds = 0; while (!Done) rounds++; return rounds; }
}
