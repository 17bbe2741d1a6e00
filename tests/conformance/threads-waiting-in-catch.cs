// Loops in catch and finally blocks that wait for another thread by reading what it will write, not volatile. They stand
// alone: mini's code has no poll there (mini/mini.c:insert_safepoints asks for loops, which are found from the method's
// entry). A collection would wait for ever, so nothing is allocated while one of them waits.
using System;
using System.Threading;

public class CalleesWaiting {
	public bool Done;
	public int Step;

	public void InCatch () { try { throw new Exception (); } catch (Exception) { while (!Done) { } } }
	public void InFinally () { try { } finally { while (Step != 1) { } } }
	public void InFinallyOfCatch ()
	{
		try {
			throw new Exception ();
		} catch (Exception) {
			try {
			} finally {
				while (Step < 1) { }
			}
		}
	}

	public void InNested ()
	{
		try {
			throw new Exception ();
		} catch (Exception) {
			for (int i = 0; i < 2; i++)
				while (!Done) { }
		}
	}
}

static class Callers {
	static bool Ends (Action<CalleesWaiting> wait)
	{
		var one = new CalleesWaiting ();
		var thread = new Thread (() => wait (one));
		thread.IsBackground = true;
		thread.Start ();
		for (int i = 0; i < 6 && thread.IsAlive; i++)
			Thread.Sleep (5);
		one.Step = 1;
		one.Done = true;
		return thread.Join (10000);
	}

	static void Main ()
	{
		Console.WriteLine ("in catch: {0}", Ends (one => one.InCatch ()));
		Console.WriteLine ("in finally: {0}", Ends (one => one.InFinally ()));
		Console.WriteLine ("in finally of catch: {0}", Ends (one => one.InFinallyOfCatch ()));
		Console.WriteLine ("in nested loops of a catch: {0}", Ends (one => one.InNested ()));
	}
}
