// Aborts and collections that come while a method with protected regions is in a loop: inside of a region and outside,
// in a loop whose rounds can be counted and around one, in a small method that is called in a region
// (System.Threading.Thread.Abort; ECMA-335 I.12.4.2)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static volatile bool Inside;
	static readonly int[] numbers = new int [1024];
	static int sum;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CountedInTry ()
	{
		try {
			Inside = true;
			while (true)
				for (int i = 0; i < numbers.Length; i++)
					sum += numbers [i] ^ i;
		} finally {
			Report.Line ("finally");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void EndlessInTry ()
	{
		try {
			Inside = true;
			for (int i = 1; i != 0; i |= 1)
				sum += i;
		} catch (ThreadAbortException) {
			Report.Line ("catch");
		} finally {
			Report.Line ("finally");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void TryInCounted ()
	{
		Inside = true;
		while (true)
			for (int i = 0; i < numbers.Length; i++) {
				try {
					sum += numbers [i] ^ i;
				} catch (IndexOutOfRangeException) {
					sum = i;
				}
			}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void BesideTry ()
	{
		try {
			Report.Line ("try");
		} finally {
			Report.Line ("finally");
		}
		Inside = true;
		while (true)
			for (int i = 0; i < numbers.Length; i++)
				sum += numbers [i] ^ i;
	}

	static void AddAll (int[] table)
	{
		foreach (int number in table)
			sum += number;
	}

	static void AddEverything () { AddAll (numbers); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CalledInTry ()
	{
		try {
			Inside = true;
			while (true)
				AddEverything ();
		} finally {
			Report.Line ("finally");
		}
	}

	static bool Forever ()
	{
		for (int i = 1; i != 0; i |= 1)
			sum += i;
		return true;
	}

	static bool Longer () { return Forever (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void EndlessInCallee ()
	{
		try {
			Inside = true;
			Longer ();
		} finally {
			Report.Line ("finally");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static bool AreEqual (int a, int b)
	{
		Report.Value ("the filter sees them as equal", a == b);
		return true;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void SeenByFilter ()
	{
		int steps = 1, same = 1;

		try {
			Inside = true;
			while (steps != 0) {
				steps |= steps + 1;
				same |= same + 1;
			}
		} catch (ThreadAbortException) when (AreEqual (steps, same)) {
			Report.Line ("catch");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void TryInCatch ()
	{
		try {
			Inside = true;
			for (int i = 1; i != 0; i |= 1)
				sum += i;
		} catch (ThreadAbortException) {
			Report.Line ("catch");
			try {
				Report.Line ("try in catch");
			} finally {
				Report.Line ("finally in catch");
			}
			Report.Line ("rest of catch");
		}
		Report.Line ("not here");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void InFinally ()
	{
		try {
			Report.Line ("try");
		} finally {
			Inside = true;
			for (int round = 0; round < 20000; round++)
				for (int i = 0; i < numbers.Length; i++)
					sum += numbers [i] ^ i;
			Report.Line ("end of finally");
		}
		Thread.Sleep (1000);
		Report.Line ("not here");
	}
}

static class Callers {
	static void Run (Action code)
	{
		Report.Line ("== " + code.Method.Name);
		Callees.Inside = false;
		var thread = new Thread (() => {
			try {
				code ();
				Report.Line ("it returned");
			} catch (ThreadAbortException e) {
				Report.Line ("aborted, " + e.ExceptionState);
				Thread.ResetAbort ();
			}
		});
		thread.Start ();
		while (!Callees.Inside)
			Thread.Yield ();
		GC.Collect ();
		thread.Abort ("the state");
		thread.Join ();
	}

	public static void Run ()
	{
		for (int round = 0; round < 3; round++)
			foreach (Action code in new Action[] {
				Callees.CountedInTry, Callees.EndlessInTry, Callees.TryInCounted, Callees.BesideTry, Callees.CalledInTry,
				Callees.EndlessInCallee, Callees.SeenByFilter, Callees.TryInCatch, Callees.InFinally
			})
				Run (code);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
